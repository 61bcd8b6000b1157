/** Whether an answer is what the route's own schema, and so the API's description, says. */
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { Write } from '../../src/http/admin/written.ts'
import { all } from './route-requests.ts'

const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`)

const known = all.map(({ method, path, reply, status = 200 }) => ({
  method,
  at: pattern(path),
  reply,
  status,
}))

/** A dry run answers what would be, as far as there is something, and else what it would do. */
const isDry = (body: unknown): boolean => Write.required({ dry_run: true }).safeParse(body).success

/** @throws Error naming what the answer has or lacks against its description */
export const requireDocumented = (method: string, path: string, status: number, body: unknown): void => {
  const { pathname } = new URL(`http://localhost${path}`)
  const route = known.find(one => one.method === method && one.at.test(pathname))
  if (!route || status >= 300 || body === undefined || isDry(body)) return
  const said = `${method} ${pathname} answered ${status}`
  if (status !== route.status && status !== 202) throw new Error(`${said}, not ${route.status}`)
  const { success, data, error } = route.reply.safeParse(body)
  if (!success) throw new Error(`${said} against its description: ${z.prettifyError(error)}`)
  if (!isDeepStrictEqual(data, body)) {
    throw new Error(`${said} with more than its description has: ${JSON.stringify(body)}`)
  }
}
