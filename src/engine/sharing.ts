/** Whether the thread is asked by one organisation or by several. */

/** How long somebody counts as there after the last request. */
const LATELY_MS = 1_000
/** Who names no organisation counts only where asked for more often: probes and scrapers are nobody who must wait. */
const OFTEN_MS = 100

export const createSharing = () => {
  let last: string | undefined
  let several = Number.NEGATIVE_INFINITY
  let nobody = Number.NEGATIVE_INFINITY

  const isRare = (at: number): boolean => {
    const before = nobody
    nobody = at
    return at - before > OFTEN_MS
  }

  return {
    /** Notes a request of an organisation, and when it came; of none where `org` is empty. */
    noteAsked: (org: string, at: number): void => {
      if (org === last || (org === '' && isRare(at))) return
      if (last !== undefined) several = at
      last = org
    },
    /** Whether lately more than one organisation has asked. */
    isShared: (at: number): boolean => at - several < LATELY_MS,
  }
}

/** Of this process, because the thread is. */
export const { noteAsked, isShared } = createSharing()
