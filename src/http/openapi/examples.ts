import { resolved, type Schema, type Schemas } from './schemas.ts'

/** What a property of this name holds in examples; they are checked against the routes' own schemas by a test. */
const VALUES: Readonly<Record<string, unknown>> = {
  id: 'streets',
  org: 'acme',
  subject: 'user:ann',
  resource: 'dataset:streets',
  actor: 'user:ann',
  role: 'member',
  level: 'can_edit',
  action: 'view',
  name: 'Streets of Fez',
  email: 'ann@example.org',
  groups: ['group:annotators'],
  attributes: { city: 'Fez' },
  scopes: ['check'],
  hint: 'kasbah_key_3fQ9x',
  token: 'MS5rMi5hY21lLmM',
  revision: 12,
  default_access: 'can_view',
  newcomer_role: 'guest',
  policy_set: 'datasets',
  invited_by: 'user:ann',
  created_by: 'user:ann',
  idp: 'idp_okta',
  domain: 'example.org',
  client_id: 'client_8sJd0',
  redirect_uris: ['https://app.example.org/callback'],
  networks: ['192.0.2.0/24'],
  propagated: true,
  allowed: true,
  ok: true,
  members: 3,
  missing: 'can_edit',
  rules: 'p, user:ann, acme, dataset:streets, can_edit, allow\n',
  adds: [['p', 'user:ann', 'acme', 'dataset:streets', 'can_edit', 'allow']],
  path: ['user:ann', 'group:annotators'],
  via: [['user:ann', 'group:annotators']],
  effects: [{ what: 'role', subject: 'user:bo', from: 'guest', to: 'member' }],
  credential: 'api_key',
  issuer: 'https://idp.example.org',
  client_secret: 'shown-this-once',
  key: 'kasbah_key_shown-this-once',
  accept_token: 'kasbah_invitation_shown-this-once',
  scim_token: 'kasbah_scim_shown-this-once',
  base_url: 'https://kasbah.example.org/scim/v2/orgs/acme',
  record: { name: '_kasbah.example.org', type: 'TXT', value: 'kasbah=3fQ9x' },
  checks: [{ action: 'view', resource: 'dataset:streets' }],
}

/** Bodies whose properties mean something else, or of which one is needed. */
const BODIES: Readonly<Record<string, unknown>> = {
  createOrganisation: { id: 'acme', name: 'Acme', admin: 'user:ann' },
  updateOrganisation: { name: 'Acme' },
  addMember: { role: 'member', email: 'ann@example.org' },
  putGroup: { name: 'Annotators' },
  putServiceAccount: { role: 'member', name: 'Nightly import' },
  updateDataset: { name: 'Streets of Fez, 2026' },
  cloneDataset: { id: 'streets-copy' },
  createSnapshot: { id: 'v1', name: 'Before the relabelling' },
  updateSettings: { newcomer_role: 'guest', api_key_max_days: 90 },
  check: { org: 'acme', subject: 'user:ann', action: 'edit', resource: 'dataset:streets' },
  acceptInvitation: { token: 'kasbah_invitation_from-the-mail' },
  createApiKey: { subject: 'service:etl', name: 'Nightly import', scopes: ['check'] },
  createClient: { name: 'Notebooks', kind: 'device', scopes: ['check', 'read'] },
  createPlatformClient: {
    name: 'Labelling app',
    kind: 'web',
    redirect_uris: ['https://app.example.org/callback'],
  },
  createIdentityProvider: {
    protocol: 'oidc',
    name: 'Okta',
    settings: { issuer: 'https://idp.example.org', client_id: 'kasbah' },
    secrets: { client_secret: 'from-the-identity-provider' },
  },
  rollBackPolicy: { revision: 11 },
  previewMapping: {},
}

/** An example of what is sent to an operation. */
export const exampleBody = (operation: string, schema: Schema, named: Schemas): unknown =>
  operation === 'updateIdentityProvider'
    ? BODIES.createIdentityProvider
    : (BODIES[operation] ?? exampleOf(schema, named))

/** Nouns whose id or name is not a dataset's. */
const NOUNS: Readonly<Record<string, object>> = {
  Account: { id: 'ann', role: 'member' },
  ApiKey: { id: 'key_4tHik0rZMOIw', subject: 'service:etl', name: 'Nightly import' },
  AuditLine: { id: '01a222d0b763-0000000007-acme', action: 'addMember', resource: 'user:bo' },
  Client: { name: 'Notebooks' },
  DatasetSnapshot: { id: 'v1', name: 'Before the relabelling' },
  EmailDomain: { domain: 'example.org' },
  Group: { id: 'annotators', subject: 'group:annotators', name: 'Annotators' },
  GroupState: { id: 'annotators', subject: 'group:annotators', name: 'Annotators' },
  IdentityProvider: {
    id: 'idp_okta',
    name: 'Okta',
    settings: { issuer: 'https://idp.example.org', client_id: 'kasbah' },
    secrets: ['client_secret'],
    mappings: [{ external: 'annotation', group: 'annotators' }],
    addresses: {
      callback: 'https://kasbah.example.org/login/callback/acme/idp_okta',
      logout: 'https://kasbah.example.org/login/callback/acme/idp_okta/logout',
      signed_out: 'https://kasbah.example.org/login/callback/acme/idp_okta/signed-out',
      metadata: 'https://kasbah.example.org/login/saml/acme/idp_okta/metadata',
      acs: 'https://kasbah.example.org/login/saml/acme/idp_okta/acs',
    },
  },
  Invitation: { id: 'inv_01M5V9YDN5UMZhMw' },
  Organisation: { id: 'acme', name: 'Acme' },
  PolicyChange: { action: 'setGrant', adds: 1, removes: 0 },
  PolicyChangeWithRules: { action: 'setGrant' },
  ScimToken: { id: 'scim_8sJd0', name: 'Okta' },
  Session: { id: 'fY2x3Qe1', clients: ['client_8sJd0'] },
}

/** A value of the schema, made of the names of its properties: what it requires, and what we have an example of. */
export const exampleOf = (given: Schema, named: Schemas, depth = 0): unknown => {
  const noun = NOUNS[given.$ref?.split('/').at(-1) ?? '']
  if (noun) return Object.assign({}, madeOf(given, named, depth), noun)
  return madeOf(given, named, depth)
}

const madeOf = (given: Schema, named: Schemas, depth: number): unknown => {
  const schema = resolved(given, named)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(part => exampleOf(part, named, depth)))
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first) return exampleOf(first, named, depth)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.properties) return objectOf(schema, named, depth)
  if (schema.type === 'array')
    return schema.items && depth < 4 ? [exampleOf(schema.items, named, depth + 1)] : []
  return plainOf(schema)
}

const objectOf = ({ properties = {}, required = [] }: Schema, named: Schemas, depth: number): unknown =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, property]) => [
        name,
        known(name, property, named) ?? exampleOf(property, named, depth + 1),
      ]),
  )

/** What the name of a property stands for, where it is of the property's type. */
const known = (name: string, property: Schema, named: Schemas): unknown => {
  const value = VALUES[name]
  const { type, enum: listed, anyOf = [] } = resolved(property, named)
  const types = [type, ...anyOf.map(one => one.type)]
  return value !== undefined && listed === undefined && types.includes(typeOf(value)) ? value : undefined
}

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const plainOf = ({ type, format, minimum, default: otherwise }: Schema): unknown => {
  if (otherwise !== undefined) return otherwise
  if (type === 'string') return format === 'date-time' ? '2026-05-03T12:00:00Z' : 'text'
  if (type === 'integer' || type === 'number') return Math.max(1, minimum ?? 1)
  if (type === 'boolean') return false
  if (type === 'array') return []
  if (type === 'null') return null
  return {}
}
