/** What the command keeps of a person's sign-in: tokens in a file of theirs alone, refreshed when they run out. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadClientConfig } from '../config/config.ts'
import { type Call, UsageError } from './verb.ts'

/** The client that the service knows the command line as. */
export const CLIENT = 'kasbah-cli'

export interface Kept {
  readonly access_token: string
  readonly refresh_token?: string
  /** Milliseconds since 1970. */
  readonly expires_at: number
}

/** What the token endpoint says. */
export interface TokenReply {
  readonly access_token?: string
  readonly refresh_token?: string
  readonly expires_in?: number
  readonly error?: string
  readonly error_description?: string
}

/** The flag that says which service is meant, for verbs that speak to one. */
export const URL_FLAG = {
  url: {
    about: 'Where the service is, when not at KASBAH_URL or its public URL of the settings',
    value: 'URL',
  },
}

/** The service that a call means. @throws UsageError */
export const serviceOf = ({ flags, settings }: Call): string => {
  const url = flags.url === undefined ? loadClientConfig(settings).url : String(flags.url)
  if (!URL.canParse(url)) throw new UsageError(`--url is not a URL: ${url}`)
  return new URL(url).origin
}

const FILE = join(homedir(), '.config', 'kasbah', 'sign-ins.json')

const readAll = (): Readonly<Record<string, Kept>> => {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new UsageError(`${FILE} cannot be read: remove it and sign in again`)
  }
}

/** Keeps the tokens for the service, or forgets them. Never readable for others, and never half written. */
export const keep = (url: string, kept: Kept | undefined): void => {
  const { [url]: _before, ...others } = readAll()
  mkdirSync(dirname(FILE), { recursive: true, mode: 0o700 })
  const draft = `${FILE}.${process.pid}`
  writeFileSync(draft, JSON.stringify(kept ? { ...others, [url]: kept } : others), { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, FILE)
}

export const keptFor = (url: string): Kept | undefined => readAll()[url]

const unreached =
  (url: string) =>
  (cause: unknown): never => {
    const reason = String(cause instanceof Error && cause.cause ? cause.cause : cause)
    throw new UsageError(`no answer from ${url} (${reason})`)
  }

/** Posts a form to the provider. @throws UsageError when there is no service */
export const postForm = async (
  url: string,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenReply> => {
  const reply = await fetch(`${url}/oidc/${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'error',
  }).catch(unreached(url))
  return (await reply.json().catch(() => ({ error: `status ${reply.status}` }))) as TokenReply
}

export const fromReply = (reply: TokenReply): Kept | undefined =>
  reply.access_token === undefined
    ? undefined
    : {
        access_token: reply.access_token,
        expires_at: Date.now() + (reply.expires_in ?? 0) * 1000,
        ...(reply.refresh_token === undefined ? {} : { refresh_token: reply.refresh_token }),
      }

/** A token that is good for a while, or a sentence that says to sign in. @throws UsageError */
const freshToken = async (url: string): Promise<string> => {
  const kept = keptFor(url)
  if (!kept) throw new UsageError(`you are not signed in at ${url}: kasbah login`)
  if (kept.expires_at > Date.now() + 30_000) return kept.access_token
  const reply = await postForm(url, 'token', {
    grant_type: 'refresh_token',
    client_id: CLIENT,
    refresh_token: kept.refresh_token ?? '',
  })
  const fresh = fromReply(reply)
  if (fresh) {
    keep(url, fresh)
    return fresh.access_token
  }
  // A service that is down for a moment says nothing about the sign-in.
  if (reply.error !== 'invalid_grant')
    throw new UsageError(`${url} gives no token: ${reply.error_description ?? reply.error}`)
  keep(url, undefined)
  throw new UsageError(`your sign-in at ${url} has ended: kasbah login`)
}

/**
 * Asks the service with the token of the settings, or else as the person who is signed in.
 * @throws UsageError with the service's own sentence when it says no
 */
export const askService = async (
  call: Call,
  path: string,
  body?: object,
): Promise<Readonly<Record<string, unknown>>> => {
  const url = serviceOf(call)
  const given = loadClientConfig(call.settings).token
  const token = given ?? (await freshToken(url))
  const reply = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'error',
  }).catch(unreached(url))
  const said = (await reply.json().catch(() => ({}))) as Readonly<Record<string, unknown>>
  if (reply.status === 401)
    throw new UsageError(
      given === undefined
        ? `your sign-in at ${url} has ended: kasbah login`
        : `KASBAH_TOKEN is not known at ${url}, or no longer`,
    )
  if (!reply.ok) throw new UsageError(String(said.detail ?? said.title ?? `status ${reply.status}`))
  return said
}
