import { z } from 'zod'
import { type ProblemCode, problems } from '../model/problems.ts'
import { Write } from './admin/forms.ts'
import type { Route } from './route.ts'

/** Problems that every authenticated route can answer. */
const ALWAYS: readonly ProblemCode[] = ['malformed', 'unauthenticated', 'rate_limited', 'store_unavailable']
const GUARDED: readonly ProblemCode[] = ['forbidden', 'scope_missing', 'not_found']

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const {
    $schema: _,
    $defs: __,
    ...json
  } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type !== 'date') return
      jsonSchema.type = 'string'
      jsonSchema.format = 'date-time'
    },
  })
  return anywhere(json) as Record<string, unknown>
}

/** The one schema that contains itself is that of any JSON, which JSON Schema says more simply; a `$ref` into `$defs` would lead nowhere here. */
const anywhere = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema), (_, part) =>
    typeof part?.$ref === 'string' && part.$ref.startsWith('#/$defs/') ? {} : part,
  )

/** OpenAPI 3.1 of the routes, from their own schemas. */
export const openapi = (routes: readonly Route[], version: string): Record<string, unknown> => {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    const item = paths[path] ?? {}
    item[route.method.toLowerCase()] = operationOf(route)
    paths[path] = item
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kasbah',
      version,
      summary: 'Roles and dataset permissions: ask for decisions, and change who may do what',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, a token, or the operator key' },
      },
      schemas: { Problem: problemSchema, DryRun: schemaOf(Write.required({ dry_run: true }), 'output') },
    },
  }
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(problems) },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
}

const operationOf = (route: Route): Record<string, unknown> => {
  const body = schemaOf(route.body, 'input')
  const hasBody = route.method !== 'GET' && route.body._zod.def.type !== 'undefined'
  return {
    operationId: route.operation,
    tags: [route.tag],
    summary: route.summary,
    ...(isPublic(route) ? { security: [] } : {}),
    parameters: [...parametersOf(route, 'path'), ...parametersOf(route, 'query'), ...headersOf(route)],
    ...(hasBody
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: body } },
          },
        }
      : {}),
    responses: responsesOf(route),
  }
}

const isPublic = ({ may }: Route): boolean => may === 'anyone' || may === 'anyone or caller'

const parametersOf = (route: Route, where: 'path' | 'query') => {
  const schema = schemaOf(where === 'path' ? route.params : route.query, 'input') as {
    properties?: Record<string, object>
    required?: string[]
  }
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || (schema.required ?? []).includes(name),
    schema: property,
  }))
}

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
})

const headersOf = ({ method, path }: Route) => {
  if (method === 'GET' || !path.startsWith('/v1/orgs')) return []
  return [
    header('If-Match', 'The ETag of the state that this change was made for'),
    header('Kasbah-Reason', 'Why: kept with the change'),
    ...(method === 'POST'
      ? [header('Idempotency-Key', 'The same key and request replay the first answer for 24 hours')]
      : []),
  ]
}

const responsesOf = (route: Route): Record<string, unknown> => {
  const codes = new Set<ProblemCode>(route.problems)
  if (!isPublic(route)) for (const code of ALWAYS) codes.add(code)
  if (typeof route.may === 'function') for (const code of GUARDED) codes.add(code)
  if (typeof route.may === 'function' && route.method !== 'GET') codes.add('outcome_unknown')
  const byStatus = Map.groupBy(codes, code => problems[code].status)
  const failures = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, some]) => [status, problemResponse(some)])
  return {
    [route.status ?? 200]: {
      description: 'Done',
      content: { [route.media ?? 'application/json']: { schema: answerOf(route) } },
    },
    ...Object.fromEntries(failures),
  }
}

/** What a route answers; under `dry_run` perhaps only what it would do. */
const answerOf = (route: Route): Record<string, unknown> => {
  const answer = schemaOf(route.reply, 'output')
  const takesDryRun = parametersOf(route, 'query').some(({ name }) => name === 'dry_run')
  return takesDryRun ? { anyOf: [answer, { $ref: '#/components/schemas/DryRun' }] } : answer
}

const problemResponse = (codes: readonly ProblemCode[]) => ({
  description: codes.map(code => `\`${code}\`: ${problems[code].title}`).join('; '),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})
