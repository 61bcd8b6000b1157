import type { Condition, Route } from '../route.ts'
import { type Schema, type Schemas, schemaOf } from './schemas.ts'

/** What a parameter is, where its schema does not say so itself. */
const ABOUT: Readonly<Record<string, string>> = {
  org: 'The organisation',
  user: 'The id of the person, without `user:`',
  group: 'The id of the group, without `group:`',
  subject: 'A person, a service account or a group, with its type: `user:ann`, `group:lab`',
  id: 'The id, without its type',
  snapshot: 'The id of the snapshot',
  idp: 'The id of the identity provider',
  domain: 'The domain, such as `example.org`',
  revision: 'A revision of the organisation',
  limit: 'How many at most',
  page_token: 'The `next_token` of the page before',
  resource: 'A resource with its type, such as `dataset:streets`, or `org`',
  actor: 'Who did it: `user:ann`, `service:etl`, `operator`',
  since: 'From this time on',
  until: 'Before this time',
  from: 'The revision to begin at',
  to: 'The revision to end at; the newest when absent',
}

const EXAMPLES: Readonly<Record<string, unknown>> = {
  org: 'acme',
  user: 'ann',
  group: 'annotators',
  subject: 'user:ann',
  id: 'streets',
  snapshot: 'v1',
  idp: 'idp_okta',
  domain: 'example.org',
  revision: '12',
  from: '11',
}

const HEADERS: Readonly<Record<Exclude<Condition, 'dry_run'>, string>> = {
  'If-Match': 'The `ETag` of the state that this change was made for: on any other the answer is 412',
  'Kasbah-Reason': 'Why: kept with the change and its line in the trail',
  'Idempotency-Key':
    'The same key and request give the first answer again for 24 hours; with another request it is 422',
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description: string
  readonly schema: Schema
  readonly example?: unknown
}

export const parametersOf = (route: Route, named: Schemas): readonly Parameter[] => [
  ...placed(route, 'path', named),
  ...placed(route, 'query', named),
  ...route.conditions.flatMap(condition => (condition === 'dry_run' ? [] : [header(condition)])),
]

const placed = (route: Route, where: 'path' | 'query', named: Schemas): Parameter[] => {
  const { properties = {}, required = [] } = schemaOf(
    where === 'path' ? route.params : route.query,
    'input',
    named,
  )
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    description: description ?? ABOUT[name] ?? '',
    schema,
    ...(where === 'path' && name in EXAMPLES ? { example: EXAMPLES[name] } : {}),
  }))
}

const header = (name: Exclude<Condition, 'dry_run'>): Parameter => ({
  name,
  in: 'header',
  required: false,
  description: HEADERS[name],
  schema: { type: 'string' },
})
