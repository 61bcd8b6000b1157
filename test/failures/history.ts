/**
 * What was asked of the replicas, and what they answered; and the rules by which such a history is judged. Times are of one
 * clock, that of the test: a question that was sent after an answer had arrived is later than it.
 */
export interface Write {
  readonly kind: 'grant' | 'revoke'
  readonly key: string
  readonly begun: number
  /** Undefined while no answer came, or none that says whether it holds. */
  readonly ended?: number
  readonly revision?: number
  /** Whether all replicas had it when it was answered. */
  readonly propagated?: boolean
  readonly at: string
}

export interface Check {
  readonly key: string
  readonly begun: number
  readonly ended: number
  readonly allowed: boolean
  readonly revision: number
  readonly at: string
}

export interface History {
  readonly writes: readonly Write[]
  readonly checks: readonly Check[]
}

/** A check that began after a revoke was acknowledged as seen through, and was decided on an older revision. */
export const staleAnswers = ({ writes, checks }: History): string[] => {
  const revokes = writes.filter(
    write => write.kind === 'revoke' && write.propagated && write.ended !== undefined,
  )
  return checks.flatMap(check =>
    revokes
      .filter(({ ended, revision }) => (ended ?? 0) < check.begun && (revision ?? 0) > check.revision)
      .map(
        revoke =>
          `${check.at} answered ${check.key} at revision ${check.revision}, ${Math.round(check.begun - (revoke.ended ?? 0))} ms after revision ${revoke.revision} (${revoke.key}) was acknowledged by ${revoke.at}`,
      ),
  )
}

/** A check that allowed what was revoked by an acknowledged write before it began, with no grant since that could explain it. */
export const staleAllows = ({ writes, checks }: History): string[] => {
  const byKey = Map.groupBy(writes, write => write.key)
  return checks
    .filter(check => check.allowed)
    .flatMap(check => {
      const own = byKey.get(check.key) ?? []
      const revoke = own.findLast(
        write =>
          write.kind === 'revoke' &&
          write.propagated &&
          (write.ended ?? Number.POSITIVE_INFINITY) < check.begun,
      )
      if (!revoke) return []
      // The writer of a key does one thing after the other: only what it began later can have granted it again.
      const granted = own.some(
        write => write.kind === 'grant' && write.begun >= revoke.begun && write.begun <= check.ended,
      )
      return granted
        ? []
        : [`${check.at} allowed ${check.key} after its revoke at revision ${revoke.revision}`]
    })
}

/**
 * Revisions that two callers were told to be theirs. Only writes that surely changed something count: after one whose answer was
 * lost, the next may have found nothing to do, and gets the revision of another.
 */
export const sharedRevisions = ({ writes }: History): string[] => {
  const sure = [...Map.groupBy(writes, write => write.key).values()].flatMap(own =>
    own.filter(
      (write, i) =>
        write.revision !== undefined && own[i - 1]?.ended !== undefined && own[i - 1]?.kind !== write.kind,
    ),
  )
  return [...Map.groupBy(sure, write => write.revision)]
    .filter(([, group]) => group.length > 1)
    .map(
      ([revision, group]) =>
        `revision ${revision} was given for ${group.map(({ key }) => key).join(' and ')}`,
    )
}

/** What each key must be in the end: its last acknowledged write, unless a later one's answer was lost. */
export const expectedEnd = ({ writes }: History): ReadonlyMap<string, boolean | 'either'> => {
  const end = new Map<string, boolean | 'either'>()
  for (const { key, kind, ended } of writes) {
    const wanted = kind === 'grant'
    if (ended !== undefined) end.set(key, wanted)
    else if (end.get(key) !== wanted) end.set(key, 'either')
  }
  return end
}
