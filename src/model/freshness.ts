/** How recent a sign-in an application demands. Times in seconds since 1970. */
export interface FreshnessAsked {
  /** When the sign-in began here. */
  readonly started: number
  /** They must prove it again, since then. */
  readonly force: boolean
  /** The earliest sign-in that is recent enough. */
  readonly max_age?: number
}

/** The same, in the form that is kept between the two halves of a sign-in. */
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
 * Whether an identity provider did what was asked. A provider that states no time (or 0, as some do) has not shown that the
 * sign-in is recent enough. When a new sign-in was demanded, it may leave the time out: the demand itself makes it ask the
 * person.
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
