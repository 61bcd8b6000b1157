import { readFileSync } from 'node:fs'
import test from 'ava'
import { keyOf, type Operation, type Place } from '../../src/cli/admin/operation.ts'
import { OPERATIONS } from '../../src/cli/admin/operations.ts'

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

interface Documented {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

const openapi = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'))
const paths: Readonly<Record<string, Readonly<Record<string, Documented>>>> = openapi.paths

/** Operations that have no command by design, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  acceptInvitation: 'accepting is done on the page that the invitation leads to',
  whoami: 'kasbah whoami',
  applyChanges: 'kasbah import, with a file of operations',
  importResources: 'kasbah resource import',
  exportResources: 'kasbah resource export',
  rotateSigningKeys: 'kasbah keys rotate',
  reportUsage: 'kasbah audit usage, with its seats',
  reviewAccess: 'kasbah access review, which writes all of it',
  verifyAudit: 'kasbah audit verify, which asks part by part',
  createPlatformClient: 'the operator registers platform applications by HTTP',
  listPlatformClients: 'as above',
  getPlatformClient: 'as above',
  deletePlatformClient: 'as above',
  rotatePlatformClientSecret: 'as above',
}

/** Tags whose operations have verbs of another shape. */
const OTHER_VERBS = new Set(['Decisions', 'AuthZEN', 'Policy', 'Operations', 'SCIM'])

const documented = ({ method, path }: Operation) => paths[path]?.[method.toLowerCase()]

const resolve = (schema: Schema | undefined): Schema =>
  schema?.$ref === undefined ? (schema ?? {}) : openapi.components.schemas[schema.$ref.split('/').pop() ?? '']

/** Every member that some form of the body has. */
const membersOf = (schema: Schema | undefined): readonly string[] => {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = resolve(schema)
  return [...Object.keys(properties), ...[...anyOf, ...oneOf, ...allOf].flatMap(membersOf)]
}

const placesOf = ({ takes, flags }: Operation): readonly Place[] => [
  ...Object.values(takes),
  ...Object.entries(flags).map(([name, flag]) => ({ ...flag, key: keyOf(name) })),
]

test('every task of an administrator has a command', t => {
  const commanded = new Set(OPERATIONS.map(operation => documented(operation)?.operationId))
  const missing = Object.values(paths)
    .flatMap(methods => Object.values(methods))
    .filter(({ tags }) => tags?.some(tag => !OTHER_VERBS.has(tag)))
    .map(({ operationId }) => operationId)
    .filter(id => !commanded.has(id) && WITHOUT[id] === undefined)
  t.deepEqual(missing, [])
})

for (const operation of OPERATIONS)
  test(`kasbah ${operation.name} fits its operation`, t => {
    const found = documented(operation)
    t.truthy(found, `${operation.method} ${operation.path}`)
    const placeholders = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const given = placesOf(operation)
      .filter(place => place.in === 'path')
      .map(({ key }) => key)
    t.deepEqual(
      placeholders.filter(name => name !== 'org'),
      given,
    )
    const body = membersOf(Object.values(found?.requestBody?.content ?? {})[0]?.schema)
    const query = (found?.parameters ?? []).map(({ $ref, name }) => $ref?.split('/').pop() ?? name)
    for (const place of placesOf(operation)) {
      if (place.in === 'body') t.true(body.includes(place.key), `the body has no ${place.key}`)
      if (place.in === 'query') t.true(query.includes(place.key), `the query has no ${place.key}`)
    }
    if (operation.columns) t.is(query.includes('limit'), operation.paged === true, 'paged')
    const answer = resolve(found?.responses['200']?.content?.['application/json']?.schema)
    t.is(answer.properties?.items !== undefined, operation.columns !== undefined, 'a list')
    t.true(operation.example.startsWith(`kasbah ${operation.name}`))
  })
