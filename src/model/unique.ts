import { randomBytes } from 'node:crypto'

/** A fresh id with its kind in front, such as `usr_...`: 120 random bits, no character that needs escaping. */
export const fresh = (kind: string): string => `${kind}_${randomBytes(15).toString('base64url')}`

let lastTime = 0
let sequence = 0

/** A fresh id that sorts by time of making: milliseconds, a counter within them, and randomness. */
export const freshInOrder = (): string => {
  const now = Math.max(Date.now(), lastTime)
  sequence = now === lastTime ? sequence + 1 : 0
  lastTime = now
  const time = now.toString(36).padStart(9, '0')
  return `${time}${sequence.toString(36).padStart(4, '0')}${randomBytes(6).toString('hex')}`
}
