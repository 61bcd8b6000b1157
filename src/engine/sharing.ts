/** Whether the thread is asked by one organisation or by several. The state belongs to the process, because the thread does. */

/** How long somebody counts as there after the last request. */
const LATELY_MS = 1_000

let last: string | undefined
let several = Number.NEGATIVE_INFINITY

/** Notes a request of an organisation, and when it came. */
export const noteAsked = (org: string, at: number): void => {
  if (org === last) return
  if (last !== undefined) several = at
  last = org
}

/** Whether lately more than one organisation has asked. */
export const isShared = (at: number): boolean => at - several < LATELY_MS
