import { z } from 'zod'
import { type ProblemCode, problems } from '../../model/problems.ts'
import { Write } from '../admin/written.ts'
import type { Route } from '../route.ts'
import { describe } from './description.ts'
import { exampleBody, exampleOf } from './examples.ts'
import { type Parameter, parametersOf } from './parameters.ts'
import { ProblemSchema, problemsOf, responseName, responseOf } from './problem-responses.ts'
import { refTo, type Schema, type Schemas, schemaOf } from './schemas.ts'

/** One operation, as far as the page of the API looks into it. */
export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>

export interface Description {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly securitySchemes: object
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly responses: Readonly<Record<string, { readonly description: string }>>
    readonly schemas: Readonly<Record<string, Schema>>
  }
}

/** Parts that several operations share, gathered while the operations are described. */
interface Gathered {
  readonly schemas: Schemas
  readonly parameters: Map<string, Parameter>
  readonly responses: Map<string, { readonly description: string }>
}

/** OpenAPI 3.1 of the routes, from their own schemas. */
export const openapi = (routes: readonly Route[], version: string): Description => {
  const gathered: Gathered = { schemas: new Map(), parameters: new Map(), responses: new Map() }
  gathered.schemas.set('Problem', ProblemSchema)
  schemaOf(DryRun, 'output', gathered.schemas)
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, gathered) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kasbah',
      version,
      summary: 'Roles and dataset permissions: ask for decisions, and change who may do what',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...new Set(routes.map(({ tag }) => tag))].map(name => ({ name })),
    paths,
    components: {
      securitySchemes,
      parameters: sorted(gathered.parameters),
      responses: sorted(gathered.responses),
      schemas: sorted(gathered.schemas),
    },
  }
}

const sorted = <T>(map: ReadonlyMap<string, T>): Record<string, T> =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))

const DryRun = Write.required({ dry_run: true }).meta({ id: 'DryRun' })

const SCOPES = {
  check: 'Ask about anyone',
  read: 'Read what the subject may read',
  write: 'Change what the subject may change',
}

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key, an access token, or the operator key. Keys and tokens have scopes: `check`, `read`, `write`.',
  },
  oauth: {
    type: 'oauth2',
    description: 'Access tokens of this service. Its metadata is at /oidc/.well-known/openid-configuration.',
    flows: {
      authorizationCode: { authorizationUrl: '/oidc/auth', tokenUrl: '/oidc/token', scopes: SCOPES },
      clientCredentials: { tokenUrl: '/oidc/token', scopes: SCOPES },
    },
  },
}

const operationOf = (route: Route, gathered: Gathered): Operation => {
  const hasBody =
    route.line !== undefined || (route.method !== 'GET' && route.body._zod.def.type !== 'undefined')
  return {
    operationId: route.operation,
    tags: [route.tag],
    summary: route.summary,
    description: describe(route),
    security: securityOf(route),
    parameters: parametersOf(route, gathered.schemas).map(parameter => shared(parameter, gathered)),
    ...(hasBody ? { requestBody: bodyOf(route, gathered.schemas) } : {}),
    responses: { ...answerOf(route, gathered.schemas), ...failuresOf(route, gathered) },
  }
}

const securityOf = ({ may, scope }: Route): Operation['security'] => {
  if (may === 'anyone') return []
  const scopes = scope === 'none' ? [] : [scope]
  const known =
    may === 'operator' || may === 'monitor' ? [{ bearer: scopes }] : [{ bearer: scopes }, { oauth: scopes }]
  return may === 'anyone or caller' ? [{}, ...known] : known
}

/** A parameter that is the same wherever it stands is described once. */
const shared = (parameter: Parameter, { parameters }: Gathered): Parameter | { $ref: string } => {
  const before = parameters.get(parameter.name)
  if (before !== undefined && JSON.stringify(before) !== JSON.stringify(parameter)) return parameter
  parameters.set(parameter.name, parameter)
  return { $ref: `#/components/parameters/${parameter.name}` }
}

const bodyOf = (route: Route, named: Schemas) => {
  if (route.line) {
    const line = schemaOf(route.line, 'input', named)
    return { required: true, content: { 'application/x-ndjson': { schema: line } } }
  }
  const schema = schemaOf(route.body, 'input', named)
  const example = exampleBody(route.operation, schema, named)
  return {
    required: !route.body.safeParse(undefined).success,
    content: { 'application/json': { schema, example } },
  }
}

/** What a route answers; under `dry_run` it may be only what would change. */
const answerOf = (route: Route, named: Schemas): Operation['responses'] => {
  const answer = schemaOf(route.reply, 'output', named)
  const schema = route.conditions.includes('dry_run') ? { anyOf: [answer, refTo('DryRun')] } : answer
  const example = route.reply instanceof z.ZodString ? undefined : exampleOf(answer, named)
  const content = { schema, ...(example === undefined ? {} : { example }) }
  return {
    [route.status ?? 200]: {
      description: 'Done',
      content: { [route.media ?? 'application/json']: content },
    } as object,
  }
}

/** Problems with one status share a response, and operations with the same problems share it, too. */
const failuresOf = (route: Route, { responses }: Gathered): Operation['responses'] => {
  const byStatus = Map.groupBy<number, ProblemCode>(problemsOf(route), code => problems[code].status)
  const failures = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => {
      const name = responseName(codes)
      responses.set(name, responseOf(codes))
      return [status, { $ref: `#/components/responses/${name}` }]
    })
  return Object.fromEntries(failures)
}
