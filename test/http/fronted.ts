/** A policy set with the routes of `docs/examples/forward-auth`, and organisations that use it. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ask } from '../service/client.ts'

const ROOT = join(import.meta.dirname, '../..')
export const HOST = 'tiles.example.com'

/** The shipped sets, and `fronted`: the datasets set with the routes of the example. */
export const frontedPolicies = async (signIn?: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-fronted-'))
  await cp(join(ROOT, 'policies'), folder, { recursive: true })
  await cp(join(ROOT, 'policies/datasets'), join(folder, 'fronted'), { recursive: true })
  const example = await readFile(join(ROOT, 'docs/examples/forward-auth/routes.yaml'), 'utf8')
  const routes = signIn === undefined ? example : example.replace(/sign_in: .*/, `sign_in: ${signIn}`)
  await writeFile(join(folder, 'fronted/routes.yaml'), routes)
  return { folder, gone: () => rm(folder, { recursive: true, force: true }) }
}

/** An organisation with alice (admin), mo (member), gus (guest) and a dataset `streets`. Answers their keys. */
export const fronted = async (
  operator: Ask,
  org: string,
  policy_set = 'fronted',
): Promise<Record<string, string>> => {
  const at = `/v1/orgs/${org}`
  await operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:alice', policy_set })
  await operator('PUT', `${at}/members/mo`, { role: 'member' })
  await operator('PUT', `${at}/members/gus`, { role: 'guest' })
  await operator('POST', `${at}/datasets`, { id: 'streets', name: 'Streets', default_access: 'can_view' })
  const keys: Record<string, string> = {}
  for (const person of ['alice', 'mo', 'gus']) {
    const wish = { subject: `user:${person}`, name: 'x', scopes: ['read'] }
    keys[person] = (await operator('POST', `${at}/api-keys`, wish)).body.key
  }
  return keys
}

/** A list is sent as so many headers. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

export interface Sent {
  readonly method: string
  /** These bytes: `fetch` would tidy them up. */
  readonly path: string
  readonly headers?: Headers
}

export interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

export const send = (base: string, { method, path, headers = {} }: Sent): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    const options = { hostname, port, path, method, headers: headers as Record<string, string> }
    const outgoing = request(options, reply => {
      let text = ''
      reply.setEncoding('utf8').on('data', part => {
        text += part
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }))
    })
    outgoing.on('error', reject).end()
  })
