/** Serves pages for people: finds the route in a table, reads its form, and answers every error with a page. */
import type { IncomingMessage } from 'node:http'
import type { Middleware } from 'koa'
import type { LoginCall } from '../../identity/login/call.ts'
import { isOwnHost, type OwnHost } from '../../identity/mount/own-host.ts'
import { readForm } from '../../identity/mount/read-form.ts'
import { Problem } from '../../model/problems.ts'
import type { Brand } from '../../pages/brand.ts'
import { sendPage } from '../../pages/send.ts'
import { cutUnread } from '../steps/body.ts'

export interface PageRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** The form that a POST carries. Without one the body is not read. */
  readonly form?: Form
  handle(call: LoginCall): void | Promise<void>
}

export interface Form {
  /** Bytes. */
  readonly limit: number
  /** A form of our own pages must come from our own origin. */
  readonly from: 'our pages' | 'anywhere'
}

/** The form of our own pages. */
export const OURS: Form = { limit: 4_096, from: 'our pages' }

export interface PageMountParts extends OwnHost {
  /** For metrics. */
  readonly operation: string
  readonly routes: readonly PageRoute[]
  /** The shape of each `:parameter`. */
  readonly params?: Readonly<Record<string, string>>
  readonly brand: Brand
  /** Answers an error with a page. */
  refuse(call: Pick<LoginCall, 'res' | 'show'>, error: unknown): Promise<void>
}

export const pageMount = (parts: PageMountParts): Middleware => {
  const find = finder(parts)
  const { origin } = parts.publicUrl
  return async ctx => {
    const { req, res } = ctx
    ctx.state.operation = parts.operation
    if (!isOwnHost(req, parts)) throw new Problem('wrong_host', `Use ${origin}.`)
    ctx.respond = false
    cutUnread(ctx)
    const query = new URLSearchParams(ctx.querystring)
    const asked = { ui_locales: query.get('ui_locales'), accept: req.headers['accept-language'] }
    const show: LoginCall['show'] = (page, status, wish) =>
      sendPage(res, page, { brand: parts.brand, wish: { ...asked, ...wish }, status })
    try {
      const { route, params } = find(ctx.method === 'HEAD' ? 'GET' : ctx.method, ctx.path)
      const form = await formOf(req, route.form, origin)
      await route.handle({ req, res, params, query, form, show })
    } catch (error) {
      await parts.refuse({ res, show }, error)
    }
  }
}

type Match = { readonly route: PageRoute; readonly params: LoginCall['params'] }

const finder = ({ routes, params: shapes = {} }: PageMountParts) => {
  const patternOf = (path: string): RegExp =>
    new RegExp(`^${path.replace(/:([a-z]+)/g, (_, name: string) => `(?<${name}>${shapes[name]})`)}$`)
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
