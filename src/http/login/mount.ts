/** Serves `/login`: finds the route in the table, reads its form, and answers every error with a page. */
import type { IncomingMessage } from 'node:http'
import type { Middleware } from 'koa'
import type { LoginCall } from '../../identity/login/call.ts'
import { isOwnHost, type OwnHost } from '../../identity/mount/own-host.ts'
import { readForm } from '../../identity/mount/read-form.ts'
import { Problem } from '../../model/problems.ts'
import type { Brand } from '../../pages/brand.ts'
import { sendPage } from '../../pages/send.ts'
import { cutUnread } from '../steps/body.ts'
import { type Form, type LoginRooms, type LoginRoute, loginRoutes, PARAMS } from './routes.ts'

export interface LoginMountParts extends LoginRooms, OwnHost {
  readonly brand: Brand
}

export const loginMount = (parts: LoginMountParts): Middleware => {
  const find = finder(loginRoutes(parts))
  const { origin } = parts.publicUrl
  return async ctx => {
    const { req, res } = ctx
    ctx.state.operation = 'login'
    if (!isOwnHost(req, parts)) throw new Problem('wrong_host', `Use ${origin}.`)
    ctx.respond = false
    cutUnread(ctx)
    const show: LoginCall['show'] = (page, status) => sendPage(res, page, parts.brand, status)
    try {
      const { route, params } = find(ctx.method === 'HEAD' ? 'GET' : ctx.method, ctx.path)
      const form = await formOf(req, route.form, origin)
      await route.handle({ req, res, params, query: new URLSearchParams(ctx.querystring), form, show })
    } catch (error) {
      await parts.login.refuse({ res, show }, error)
    }
  }
}

type Match = { readonly route: LoginRoute; readonly params: LoginCall['params'] }

const finder = (routes: readonly LoginRoute[]) => {
  const table = routes.map(route => ({ route, pattern: patternOf(route.path) }))
  return (method: string, path: string): Match => {
    const here = table.flatMap(({ route, pattern }) => {
      const match = pattern.exec(path)
      return match ? [{ route, params: { ...match.groups } }] : []
    })
    const found = here.find(({ route }) => route.method === method)
    if (found) return found
    throw here.length > 0
      ? new Problem('method_not_allowed')
      : new Problem('not_found', 'There is no such page.')
  }
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/:([a-z]+)/g, (_, name: string) => `(?<${name}>${PARAMS[name]})`)}$`)

const formOf = async (
  req: IncomingMessage,
  form: Form | undefined,
  origin: string,
): Promise<URLSearchParams> => {
  if (!form) return new URLSearchParams()
  if (form.from === 'our pages') requireOurPage(req, origin)
  const text = await readForm(req, form.limit)
  if (text === undefined) throw new Problem('body_too_large', `This form is longer than ${form.limit} bytes.`)
  return new URLSearchParams(text)
}

/** Cookies are SameSite=Lax, so another site cannot post here with them; a sibling of our site could. */
const requireOurPage = ({ headers }: IncomingMessage, origin: string): void => {
  const { origin: from, 'sec-fetch-site': site } = headers
  const foreign =
    from === undefined || from === 'null' ? site === 'cross-site' || site === 'same-site' : from !== origin
  if (foreign) throw new Problem('malformed', 'This form was not sent from one of our pages.')
}
