/** What this client was told of each organisation's revisions: the newest of all, and the newest that one of its own writes made. */
export interface Known {
  readonly revision: number
  readonly token: string
}

export interface Revisions {
  /** Of a write that was acknowledged. */
  wrote(org: string, at: Known): void
  /** Of any answer. */
  saw(org: string, revision: number): void
  /** Checks are answered from this revision or a newer one. */
  written(org: string): Known | undefined
  newest(org: string): number
}

export const createRevisions = (): Revisions => {
  const written = new Map<string, Known>()
  const seen = new Map<string, number>()
  const newest = (org: string): number => seen.get(org) ?? 0
  const saw = (org: string, revision: number): void => {
    if (revision > newest(org)) seen.set(org, revision)
  }
  return {
    wrote: (org, { revision, token }) => {
      saw(org, revision)
      if (revision > (written.get(org)?.revision ?? 0)) written.set(org, { revision, token })
    },
    saw,
    written: org => written.get(org),
    newest,
  }
}
