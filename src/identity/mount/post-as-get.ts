import type { IncomingMessage, ServerResponse } from 'node:http'
import { seeOther } from '../../pages/send.ts'
import { MOUNT } from './paths.ts'
import { readForm } from './read-form.ts'

/** Servers and browsers accept addresses of this length. */
const MAX_FORM = 7_000
const PATHS: ReadonlySet<string> = new Set([`${MOUNT}/auth`, `${MOUNT}/session/end`])

/**
 * Redirects a form posted to the authorization or end-session endpoint to the same address with GET. A cross-site POST carries no
 * SameSite=Lax cookies, so the library could not tell who is signed in; the redirected GET carries them.
 * @returns true when the request was answered
 */
export const postAsGet = async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(req.url ?? '') ?? []
  if (req.method !== 'POST' || !PATHS.has(path)) return false
  if (!/^application\/x-www-form-urlencoded\b/i.test(req.headers['content-type'] ?? '')) {
    refuse(res, 415, 'the form must be application/x-www-form-urlencoded')
    return true
  }
  const form = await readForm(req, MAX_FORM)
  if (form === undefined) refuse(res, 413, 'the form is too long: push the request first (RFC 9126)')
  else seeOther(res, `${path}?${[query, String(new URLSearchParams(form))].filter(Boolean).join('&')}`)
  return true
}

const refuse = (res: ServerResponse, status: number, error_description: string): void => {
  res
    .writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      connection: 'close',
    })
    .end(JSON.stringify({ error: 'invalid_request', error_description }))
}
