/** Every SCIM call: what it is asked with, and what does it. */
import { notFound, ScimFault } from '../../scim/fault.ts'
import type { Json } from '../../scim/json.ts'
import type { ListRequest } from '../../scim/listing.ts'
import type { Scim, ScimCaller } from '../../scim/scim.ts'
import { LIST, resourceTypes, schemas, serviceProviderConfig } from './discovery.ts'

export interface Call {
  readonly scim: Scim
  readonly caller: ScimCaller
  /** What stands after the endpoint in the path. */
  readonly id: string
  readonly query: URLSearchParams
  /** Reads and parses the body. @throws ScimFault, Problem */
  body(): Promise<unknown>
}

export interface Reply {
  readonly status: number
  readonly body?: Json
}

type Endpoint = Readonly<Record<string, (call: Call) => Promise<Reply>>>

const ok = (body: Json): Reply => ({ status: 200, body })

const list = (Resources: readonly Json[]): Json => ({
  schemas: [LIST],
  totalResults: Resources.length,
  startIndex: 1,
  itemsPerPage: Resources.length,
  Resources,
})

/** The whole list, or the one with that id. @throws ScimFault 404 */
const fixed = (all: readonly Json[], id: string): Reply => {
  if (id === '') return ok(list(all))
  const found = all.find(one => one.id === id)
  if (!found) throw notFound()
  return ok(found)
}

const number = (text: string | null, otherwise: number): number => {
  if (text === null || text === '') return otherwise
  if (!/^-?\d{1,9}$/.test(text)) throw new ScimFault(400, 'This is not a number.', 'invalidValue')
  return Number(text)
}

const listRequest = (query: URLSearchParams): ListRequest => {
  const filter = query.get('filter')
  return {
    startIndex: number(query.get('startIndex'), 1),
    count: number(query.get('count'), 100),
    ...(filter ? { filter } : {}),
  }
}

/** The attributes asked for; `id` and `schemas` are always among them. */
const chosen = (resource: Json, query: URLSearchParams): Json => {
  const names = (name: string): Set<string> | undefined => {
    const text = query.get(name)
    if (!text) return undefined
    return new Set(
      text.split(',').map(
        one =>
          one
            .trim()
            .replace(/^urn:.*:/i, '')
            .split('.')[0]
            ?.toLowerCase() ?? '',
      ),
    )
  }
  const [only, without] = [names('attributes'), names('excludedAttributes')]
  const shown = ([key]: [string, unknown]): boolean => {
    const name = key.toLowerCase()
    if (name === 'id' || name === 'schemas') return true
    return only ? only.has(name) : !without?.has(name)
  }
  return Object.fromEntries(Object.entries(resource).filter(shown))
}

const resources = (of: (scim: Scim) => Scim['users'] | Scim['groups']): Endpoint => ({
  GET: async ({ scim, caller, id, query }) => {
    if (id !== '') return ok(chosen(await of(scim).get(caller, id), query))
    const { Resources, ...rest } = await of(scim).list(caller, listRequest(query))
    return ok({ schemas: [LIST], ...rest, Resources: Resources.map(one => chosen(one, query)) })
  },
  POST: async call => {
    const { scim, caller, id } = call
    if (id !== '') throw new ScimFault(405, 'Resources are made at the endpoint itself.')
    return { status: 201, body: await of(scim).create(caller, await call.body()) }
  },
  PUT: async call => ok(await of(call.scim).replace(call.caller, call.id, await call.body())),
  PATCH: async call => ok(await of(call.scim).patch(call.caller, call.id, await call.body())),
  DELETE: async ({ scim, caller, id }) => {
    await of(scim).remove(caller, id)
    return { status: 204 }
  },
})

export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  Users: resources(scim => scim.users),
  Groups: resources(scim => scim.groups),
  ServiceProviderConfig: { GET: async ({ caller }) => ok(serviceProviderConfig(caller.location)) },
  ResourceTypes: { GET: async ({ caller, id }) => fixed(resourceTypes(caller.location), id) },
  Schemas: { GET: async ({ caller, id }) => fixed(schemas(caller.location), id) },
}
