/** What an application asked for about when its person last proved who they are. Times in seconds since 1970. */
export interface FreshnessAsked {
  /** When the sign-in began here. */
  readonly started: number
  /** They must prove it again, since then. */
  readonly force: boolean
  /** The oldest proof that will do. */
  readonly max_age?: number
}

/** The same as it is remembered between the two halves of a sign-in. */
export const freshnessAsked = ({
  started,
  force,
  max_age,
}: Readonly<Record<string, unknown>>): FreshnessAsked => ({
  started: Number(started),
  force: force === true,
  ...(typeof max_age === 'number' ? { max_age } : {}),
})

/**
 * Whether an identity provider did what was asked. A provider that states no time (or 0, as some do) has not shown that a
 * proof is young enough; to a demand for a new one it may say nothing, since the demand itself makes it ask.
 */
export const isFresh = (
  auth_time: number | undefined,
  { started, force, max_age }: FreshnessAsked,
  at: { readonly now: number; readonly skew: number },
): boolean => {
  const proven = auth_time !== undefined && auth_time > 0 ? auth_time : undefined
  if (proven === undefined) return max_age === undefined
  const forced = force && proven < started - at.skew
  const aged = max_age !== undefined && proven + max_age < at.now - at.skew
  return !forced && !aged
}
