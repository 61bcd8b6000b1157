/** Requests to every route there is: for what holds of all of them. */
import type { Route } from '../../src/http/route.ts'
import { routes } from '../../src/http/routes.ts'
import type { Ask, Reply } from './client.ts'

export const all = routes('test')
export const isPublic = ({ may }: Route): boolean => may === 'anyone' || may === 'anyone or caller'

const MO = { type: 'user', id: 'mo' }
const VIEW = { name: 'view' }
const STREETS = { type: 'dataset', id: 'streets' }

const AUTHZEN = {
  authzenEvaluation: { subject: MO, action: VIEW, resource: STREETS },
  authzenEvaluations: { subject: MO, action: VIEW, evaluations: [{ resource: STREETS }] },
  authzenSearchSubject: { subject: { type: 'user' }, action: VIEW, resource: STREETS },
  authzenSearchResource: { subject: MO, action: VIEW, resource: { type: 'dataset' } },
  authzenSearchAction: { subject: MO, resource: STREETS },
}

/** What a request to a route needs beside its path, so that it is understood and comes as far as the question who may. */
export const BODIES: Readonly<Record<string, object>> = {
  check: { org: 'acme', action: 'view', resource: 'dataset:streets' },
  checkBatch: { org: 'acme', checks: [{ action: 'view', resource: 'dataset:streets' }] },
  ...AUTHZEN,
  ...Object.fromEntries(Object.entries(AUTHZEN).map(([operation, body]) => [`${operation}InOrg`, body])),
  searchResources: { org: 'acme', action: 'view', type: 'dataset' },
  searchSubjects: { org: 'acme', action: 'view', resource: 'dataset:streets' },
  searchActions: { org: 'acme', resource: 'dataset:streets' },
  searchQuery: { org: 'acme', action: 'view', type: 'dataset', form: 'sql' },
  searchFilter: { org: 'acme', action: 'view', resources: ['dataset:streets'] },
  createDataset: { name: 'x' },
  cloneDataset: { name: 'x' },
  updateDataset: { name: 'x', attributes: {} },
  createSnapshot: { name: 'x' },
  setDefaultAccess: { level: 'can_view' },
  setGrant: { level: 'can_view' },
  createOrganisation: { id: 'new', name: 'x' },
  updateOrganisation: { name: 'x' },
  updateSettings: {},
  addMember: { role: 'guest' },
  beginIdentityProvider: { name: 'x', protocol: 'saml' },
  previewJoining: {},
  linkIdentity: { idp: 'idp_x', subject: 'x' },
  mergeMembers: { from: 'gus' },
  createInvitations: { text: 'x@example.com', role: 'guest' },
  createInvitation: { email: 'x@example.com', role: 'guest' },
  putGroup: {},
  putRole: { based_on: 'guest' },
  openSupportAccess: {
    account: 'x',
    purpose: 'a test',
    level: 'can_view',
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  },
  putServiceAccount: { role: 'guest' },
  createApiKey: { name: 'x' },
  importResources: { put: 'dataset:lines' },
  applyChanges: { operations: [{ operation: 'putGroup', params: { group: 'lab' }, body: {} }] },
}

type Names = Readonly<Record<string, string>>

const NAMES: Names = {
  id: 'streets',
  user: 'mo',
  group: 'lab',
  role: 'lead',
  subject: 'user:gus',
  domain: 'example.com',
  revision: '1',
  idp: 'idp_x',
}

/** Names of things that are nowhere. */
export const NOBODY: Names = { ...NAMES, id: 'none', user: 'none', group: 'none', subject: 'user:none' }

/** The route's path, with plausible names in it, or this one in the place of each. */
export const filled = ({ path }: Pick<Route, 'path'>, org: string, names: Names | string = NAMES): string =>
  path.replaceAll(/:(\w+)/g, (_, key: string) => {
    if (key === 'org') return org
    return typeof names === 'string' ? names : (names[key] ?? 'v1')
  })

const QUERIES: Readonly<Record<string, string>> = {
  reportPermissions: '?subject=user:mo',
  diffPolicy: '?from=1',
}
const query = ({ operation }: Route) => QUERIES[operation] ?? ''

export const send = (ask: Ask, route: Route, org: string, names: Names = NAMES): Promise<Reply> =>
  ask(
    route.method,
    filled(route, org, names) + query(route),
    route.method === 'GET' ? undefined : BODIES[route.operation],
  )
