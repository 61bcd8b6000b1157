import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/**
 * Reads what the request says about how its change is made: only on this revision (`If-Match`), why (`Kasbah-Reason`), or not at
 * all (`dry_run`). A condition that the route does not honour is refused, never ignored.
 * @throws Problem malformed
 */
export const conditions: Step = exchange => {
  const { route, ctx } = exchange
  if (route.method === 'GET') return
  const { headers } = ctx.req
  const unsaid = NAMES.every(name => headers[name] === undefined)
  if (unsaid && ctx.req.url === exchange.path) return
  for (const name of ['If-Match', 'Kasbah-Reason', 'Idempotency-Key'] as const) {
    if (ctx.get(name) !== '' && !route.conditions.includes(name))
      throw new Problem('malformed', `${route.operation} does not take ${name}`)
  }
  const reason = reasonOf(ctx.get('Kasbah-Reason'))
  const expected = expectedOf(ctx.get('If-Match'))
  const dryRun = route.conditions.includes('dry_run') && isDryRun(ctx.query.dry_run)
  exchange.conditions = {
    ...(reason === '' ? {} : { reason }),
    ...(expected === undefined ? {} : { expected }),
    ...(dryRun ? { dryRun } : {}),
  }
}

const NAMES = ['if-match', 'kasbah-reason', 'idempotency-key'] as const

/** The longest reason that is kept with a change. */
const MAX_REASON = 1_000

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Node hands a header's bytes on as Latin-1; a reason in any language was most likely sent as UTF-8. */
const reasonOf = (header: string): string => {
  try {
    return utf8.decode(Buffer.from(header, 'latin1')).slice(0, MAX_REASON).toWellFormed()
  } catch {
    return header.slice(0, MAX_REASON)
  }
}

/** A misspelt dry run must never change something, so other values are refused. @throws Problem malformed */
const isDryRun = (dry_run: unknown): boolean => {
  if (dry_run === undefined || dry_run === 'false') return false
  if (dry_run === 'true') return true
  throw new Problem('malformed', '`dry_run` is true or false')
}

/** `"12"` -> 12; `*` and absent: no condition. @throws Problem malformed */
const expectedOf = (header: string): number | undefined => {
  if (header === '' || header === '*') return undefined
  const match = /^(?:W\/)?"(\d{1,15})"$/.exec(header)
  if (!match) throw new Problem('malformed', 'If-Match is an ETag that this service gave, such as "12"')
  return Number(match[1])
}
