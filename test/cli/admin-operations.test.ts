import { readdirSync, readFileSync } from 'node:fs'
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

/** Operations that no command asks for, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  acceptInvitation: 'accepting is done on the page that the invitation leads to',
  checkBatch: 'kasbah check asks one question; services ask many',
  searchQuery: 'a condition for a database of a service',
  diffPolicy: 'kasbah policy diff reads both revisions',
  policyEffects: 'kasbah policy diff with --effects works them out',
  reportUsage: 'kasbah audit usage, whose address is not told from its code here',
  rollBackPolicy: 'kasbah policy plan, with revision:N',
  installPolicySet: 'kasbah policy install',
  health: 'kasbah health, at either address',
  metrics: 'read by monitoring',
}

/** AuthZEN is for services. */
const FOR_SERVICES = /^authzen/

/** A path with its parameters as blanks, as the description, a row or the code of a command writes it. */
const shape = (path: string): string =>
  path
    .replace(/\?.*$/s, '')
    .replaceAll(/\$?\{[^}]*\}/g, '{}')
    .replace(/(?<=[a-z-])\{\}$/, '')

/** What the commands that are no rows ask for, by their own code. */
const askedInCode = (): ReadonlySet<string> => {
  const folder = new URL('../../src/cli/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  )
  const code = files.map(file => readFileSync(new URL(file, folder), 'utf8')).join('\n')
  const paths = [...code.matchAll(/['`](\/(?:v1|check|search|readyz)\b[^'`\n]*)['`]/g)].map(([, path = '']) =>
    shape(path),
  )
  return new Set(paths)
}

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

test('every route is asked for by a command, or is said to be none of its business', t => {
  const commanded = new Set(OPERATIONS.map(operation => documented(operation)?.operationId))
  const asked = askedInCode()
  const without = Object.entries(paths)
    .filter(([path]) => !asked.has(shape(path)))
    .flatMap(([, methods]) => Object.values(methods).map(({ operationId }) => operationId))
    .filter(id => !commanded.has(id) && !FOR_SERVICES.test(id))
  t.deepEqual(without.sort(), Object.keys(WITHOUT).sort())
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
