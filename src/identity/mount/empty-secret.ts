import { IncomingMessage } from 'node:http'
import { readForm } from './read-form.ts'

/** As much of a form as the library reads. */
const MAX_FORM = 56 * 1024

/**
 * Some programs send an empty secret for a public client, as `Authorization: Basic` with the id alone (oidc-agent does). It proves
 * nothing, so we pass the request on without it and with the id in the form. A client with a secret is still refused.
 */
export const withoutEmptySecret = async (req: IncomingMessage): Promise<IncomingMessage> => {
  const [, basic = ''] = /^basic ([A-Za-z0-9+/]+=*)$/i.exec(req.headers.authorization ?? '') ?? []
  const [, id] = /^([A-Za-z0-9_-]{1,256}):$/.exec(Buffer.from(basic, 'base64').toString('latin1')) ?? []
  if (req.method !== 'POST' || id === undefined) return req
  const form = new URLSearchParams((await readForm(req, MAX_FORM)) ?? '')
  if (!form.has('client_id')) form.set('client_id', id)
  return again(req, String(form))
}

/** The same request with another body and no `Authorization`. */
const again = (req: IncomingMessage, body: string): IncomingMessage => {
  const { authorization: _empty, 'transfer-encoding': _chunked, ...headers } = req.headers
  const copy = new IncomingMessage(req.socket)
  copy.method = req.method
  copy.url = req.url
  copy.httpVersion = req.httpVersion
  copy.headers = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  // The body was read to its end. Without this, Node would close the connection.
  copy.complete = true
  copy.push(body)
  copy.push(null)
  return copy
}
