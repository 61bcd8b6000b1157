/** A browser in front of an application behind a proxy, and on our own host. */
import type { Browser } from '../identity/browser.ts'
import { type Headers, HOST, send } from './fronted.ts'

export const ORIGIN = `https://${HOST}`

/** A browser on the application's host, behind a proxy that passes on what the examples pass on, and that asks `asked`. */
export const visitor = (service: { readonly url: string }, host = HOST, asked = service) => {
  const jar = new Map<string, string>()
  const ask = async (path: string, headers: Headers = {}, method = 'GET', at = service) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const said = await send(at.url, {
      method,
      path,
      headers: { 'x-forwarded-host': host, ...(cookie === '' ? {} : { cookie }), ...headers },
    })
    for (const line of [said.headers['set-cookie'] ?? []].flat().map(String)) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return said
  }
  return {
    jar,
    /** Asks as the proxy does before it lets the request through. */
    through: (line: string, headers: Headers = {}) => {
      const [method = '', target = ''] = line.split(' ')
      return ask(
        '/orgs/acme/auth',
        { 'x-forwarded-method': method, 'x-forwarded-uri': target, ...headers },
        'GET',
        asked,
      )
    },
    /** A request to `/.kasbah/...` of the host. */
    open: (path: string, headers?: Headers, method?: string) =>
      ask(path.replace(/^(?:https:\/\/[^/]+)?\/\.kasbah/, '/orgs/acme/app'), headers, method),
  }
}

/** Signs the person in on our own host; where the browser is sent after it. */
export const signIn = async (at: Browser, wish: string, person: string) => {
  const page = await at.open(wish)
  return (page.left ? page : await at.submit(page, { person })).left
}
