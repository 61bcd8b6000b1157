/** How a change ends sign-ins: the records that it drops, and the mark that keeps a session ended. */
import type { RecordWrite } from '../model/change.ts'
import type { Ended } from '../model/identity.ts'

/** Longer than an unused session lives: by then a copy that was saved too late has expired. */
const MARK_MS = 13 * 3_600_000

/** The record to put into any change that takes sign-ins away. */
export const signInsEnd = (of: Ended): RecordWrite => ({ drop: 'sign_in', of })

/** The id of the `Denial` that says a session is over, by its `uid`. */
export const sessionMark = (uid: string): string => `session:${uid}`

export const markOf = (uid: string): Extract<Ended, { by: 'token' }> => ({
  by: 'token',
  token: sessionMark(uid),
  expires_at: new Date(Date.now() + MARK_MS),
})
