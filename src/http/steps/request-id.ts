import { randomBytes } from 'node:crypto'
import type { Step } from '../pipeline.ts'

const WELL_FORMED = /^[\x21-\x7e]{1,128}$/

// Random bytes are drawn a page at a time: a system call a request would cost more than the rest of this step.
let pool = randomBytes(4096)
let used = 0
export const freshId = (): string => {
  if (used + 12 > pool.length) {
    pool = randomBytes(4096)
    used = 0
  }
  used += 12
  return pool.toString('base64url', used - 12, used)
}

/** Every request has an id: the caller's own when it is a plain one, echoed in every answer, errors included. */
export const requestId: Step = exchange => {
  const given = exchange.ctx.req.headers['x-request-id']
  exchange.requestId = typeof given === 'string' && WELL_FORMED.test(given) ? given : freshId()
}
