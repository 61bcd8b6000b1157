/** Every SCIM call, under the base address of an organisation: what it is asked with, and what answers it. */
import { pathsIn, type Shown, shownOf } from '../../scim/attributes.ts'
import type { ScimCaller } from '../../scim/caller.ts'
import { notFound, ScimFault } from '../../scim/fault.ts'
import type { Json } from '../../scim/json.ts'
import type { Listed, ListRequest } from '../../scim/listing.ts'
import type { Scim } from '../../scim/scim.ts'
import { LIST, resourceTypes, schemas, serviceProviderConfig } from './discovery.ts'
import { readSearch } from './search-request.ts'

export interface Call {
  readonly scim: Scim
  readonly caller: ScimCaller
  /** The `:id` of the path, or nothing. */
  readonly id: string
  readonly query: URLSearchParams
  /** Reads and parses the body. @throws ScimFault, Problem */
  body(): Promise<unknown>
}

export interface Reply {
  readonly status: number
  readonly body?: Json
  /** Of a resource that was made. */
  readonly location?: string
}

export interface ScimRoute {
  /** As the audit trail and the metrics name it. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  handle(call: Call): Promise<Reply>
}

const route = (
  operation: string,
  method: ScimRoute['method'],
  path: string,
  handle: ScimRoute['handle'],
): ScimRoute => ({ operation, method, path, handle })

const ok = (body: Json): Reply => ({ status: 200, body })

const list = (Resources: readonly Json[]): Reply =>
  ok({
    schemas: [LIST],
    totalResults: Resources.length,
    startIndex: 1,
    itemsPerPage: Resources.length,
    Resources,
  })

/** @throws ScimFault 404 */
const byId = (all: readonly Json[], id: string): Reply => {
  const found = all.find(one => one.id === id)
  if (!found) throw notFound()
  return ok(found)
}

const number = (text: string | null, otherwise: number): number => {
  if (text === null || text === '') return otherwise
  if (!/^-?\d{1,9}$/.test(text)) throw new ScimFault(400, 'startIndex and count are numbers.', 'invalidValue')
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

const shownBy = (query: URLSearchParams): Shown => {
  const [attributes, excludedAttributes] = [query.get('attributes'), query.get('excludedAttributes')]
  return {
    ...(attributes ? { attributes: pathsIn(attributes) } : {}),
    ...(excludedAttributes ? { excludedAttributes: pathsIn(excludedAttributes) } : {}),
  }
}

const page = ({ Resources, ...rest }: Listed, shown: Shown): Reply =>
  ok({ schemas: [LIST], ...rest, Resources: Resources.map(one => shownOf(one, shown)) })

/** The calls on one kind of resource. */
const resources = (
  endpoint: 'Users' | 'Groups',
  kind: 'User' | 'Group',
  of: (scim: Scim) => Scim['users'] | Scim['groups'],
): readonly ScimRoute[] => {
  const one = `${endpoint}/:id`
  return [
    route(`scimList${endpoint}`, 'GET', endpoint, async ({ scim, caller, query }) =>
      page(await of(scim).list(caller, listRequest(query)), shownBy(query)),
    ),
    route(`scimSearch${endpoint}`, 'POST', `${endpoint}/.search`, async ({ scim, caller, body }) => {
      const { request, shown } = readSearch(await body())
      return page(await of(scim).list(caller, request), shown)
    }),
    route(`scimCreate${kind}`, 'POST', endpoint, async ({ scim, caller, query, body }) => {
      const shown = shownBy(query)
      const made = await of(scim).create(caller, await body())
      const location = `${caller.location}/${endpoint}/${encodeURIComponent(String(made.id))}`
      return { status: 201, body: shownOf(made, shown), location }
    }),
    route(`scimGet${kind}`, 'GET', one, async ({ scim, caller, id, query }) =>
      ok(shownOf(await of(scim).get(caller, id), shownBy(query))),
    ),
    route(`scimReplace${kind}`, 'PUT', one, async ({ scim, caller, id, query, body }) => {
      const shown = shownBy(query)
      return ok(shownOf(await of(scim).replace(caller, id, await body()), shown))
    }),
    route(`scimPatch${kind}`, 'PATCH', one, async ({ scim, caller, id, query, body }) => {
      const shown = shownBy(query)
      return ok(shownOf(await of(scim).patch(caller, id, await body()), shown))
    }),
    route(`scimDelete${kind}`, 'DELETE', one, async ({ scim, caller, id }) => {
      await of(scim).remove(caller, id)
      return { status: 204 }
    }),
  ]
}

export const scimRoutes: readonly ScimRoute[] = [
  ...resources('Users', 'User', scim => scim.users),
  ...resources('Groups', 'Group', scim => scim.groups),
  route('scimGetServiceProviderConfig', 'GET', 'ServiceProviderConfig', async ({ caller }) =>
    ok(serviceProviderConfig(caller.location)),
  ),
  route('scimListResourceTypes', 'GET', 'ResourceTypes', async ({ caller }) =>
    list(resourceTypes(caller.location)),
  ),
  route('scimGetResourceType', 'GET', 'ResourceTypes/:id', async ({ caller, id }) =>
    byId(resourceTypes(caller.location), id),
  ),
  route('scimListSchemas', 'GET', 'Schemas', async ({ caller }) => list(schemas(caller.location))),
  route('scimGetSchema', 'GET', 'Schemas/:id', async ({ caller, id }) => byId(schemas(caller.location), id)),
]
