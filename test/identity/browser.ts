/** A browser as far as sign-in needs one: cookies with their paths, redirects followed on one origin, forms filled in. */

interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
}

export interface Shown {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Where a redirect would leave the origin to. */
  readonly left?: URL
}

export interface Browser {
  open(url: string): Promise<Shown>
  /** Sends the page's form number `form` with its hidden fields and these. */
  submit(page: Shown, fields?: Readonly<Record<string, string>>, form?: number): Promise<Shown>
  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>
  cookies(): readonly Cookie[]
  /** Another browser that begins with the same cookies: a second tab that goes its own way, or a thief. */
  copy(): Browser
}

export const browser = (origin: string, before: readonly Cookie[] = []): Browser => {
  const jar = new Map(before.map(cookie => [cookie.name + cookie.path, cookie]))

  const keep = (headers: Headers): void => {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/;\s*/)
      const cut = pair.indexOf('=')
      const [name, value] = [pair.slice(0, cut), pair.slice(cut + 1)]
      const path = attributes.find(each => /^path=/i.test(each))?.slice(5) ?? '/'
      const gone = attributes.some(each => /^expires=Thu, 01 Jan 1970/i.test(each))
      if (gone) jar.delete(name + path)
      else jar.set(name + path, { name, value, path })
    }
  }

  const cookieFor = (path: string): string =>
    [...jar.values()]
      .filter(
        cookie =>
          path === cookie.path ||
          path.startsWith(cookie.path.endsWith('/') ? cookie.path : `${cookie.path}/`),
      )
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')

  const visit = async (url: string, init: RequestInit = {}): Promise<Shown> => {
    const target = new URL(url, origin)
    const response = await fetch(target, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: cookieFor(target.pathname), ...(init.headers as object) },
    })
    keep(response.headers)
    const location = response.headers.get('location')
    const text = await response.text()
    const shown = { url: target.href, status: response.status, headers: response.headers, text }
    if (response.status < 300 || response.status >= 400 || !location) return shown
    const next = new URL(location, target)
    return next.origin === origin && !next.pathname.startsWith('/app')
      ? visit(next.href)
      : { ...shown, left: next }
  }

  const post: Browser['post'] = (url, fields, headers = {}) =>
    visit(url, {
      method: 'POST',
      body: String(new URLSearchParams(fields)),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin, ...headers },
    })

  return {
    open: url => visit(url),
    post,
    submit: (page, fields = {}, form = 0) => {
      const [, action = '', inner = ''] =
        [...page.text.matchAll(/<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g)][form] ?? []
      const hidden = [...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, unescaped(value)] as const,
      )
      return post(new URL(unescaped(action), page.url).href, { ...Object.fromEntries(hidden), ...fields })
    },
    cookies: () => [...jar.values()],
    copy: () => browser(origin, [...jar.values()]),
  }
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
