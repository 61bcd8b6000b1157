import { z } from 'zod'
import type { RulesView } from '../../change/rules-view.ts'
import type { PlannedOperation } from '../../directory/changes.ts'
import type { Caller } from '../../model/caller.ts'
import { type ChangePart, MAX_OPERATIONS } from '../../model/change.ts'
import { listedEffects } from '../../model/commit.ts'
import { decodeRef, ORG, type Resource } from '../../model/id.ts'
import { write } from '../builders.ts'
import { LARGE, type Need, noBody, type Question, type Route, targetOf } from '../route.ts'
import { decide } from '../steps/authorise.ts'
import { EffectReply, printedEffect } from './audit.ts'
import { datasetRoutes } from './datasets.ts'
import { grantRoutes } from './grants.ts'
import { groupRoutes } from './groups.ts'
import { InOrg } from './ids.ts'
import { memberRoutes } from './members.ts'
import { resourceGrantRoutes } from './resource-grants.ts'
import { resourceRoutes } from './resources.ts'
import { roleRoutes } from './roles.ts'
import { serviceAccountRoutes } from './service-accounts.ts'

/** A route that is one draft, and so can be one of many. */
type DraftRoute = Route & Required<Pick<Route, 'draft'>>

const isDraft = (route: Route): route is DraftRoute => route.draft !== undefined

const operations = new Map(
  [
    ...memberRoutes,
    ...serviceAccountRoutes,
    ...groupRoutes,
    ...datasetRoutes,
    ...grantRoutes,
    ...resourceRoutes,
    ...resourceGrantRoutes,
    ...roleRoutes,
  ]
    .filter(isDraft)
    .map(route => [route.operation, route]),
)

/** An operation by its name, with the parameters of its path, its query and its body, as its own route takes them. */
const operationOf = ({ operation, params, query, body }: DraftRoute) => {
  const own = (params as z.ZodObject).omit({ org: true })
  const asked = (query as z.ZodObject).omit({ dry_run: true })
  return z.strictObject({
    operation: z.literal(operation),
    ...(Object.keys(own.shape).length > 0 ? { params: own.strict() } : {}),
    ...(Object.keys(asked.shape).length > 0 ? { query: asked.strict().prefault({}) } : {}),
    ...(body === noBody ? {} : { body }),
  })
}

const Operation = z.discriminatedUnion(
  'operation',
  [...operations.values()].map(operationOf) as [ReturnType<typeof operationOf>],
)

const DoneReply = z
  .object({
    operation: z.string(),
    target: z.string().describe('What it was about; the id that was made, where none was given'),
    changed: z.boolean().describe('False where everything was so already'),
    effects: z.array(EffectReply).describe('What it did, as in the audit trail'),
    more_effects: z.number().int().optional().describe('How many effects are left out'),
  })
  .meta({ id: 'OperationDone' })

const printedPart = (part: ChangePart) => {
  const { effects, more_effects } = listedEffects(part)
  return {
    operation: part.operation,
    target: decodeRef(part.target),
    changed: part.adds.length + part.removes.length + part.records.length > 0,
    effects: effects.map(printedEffect),
    ...(more_effects === undefined ? {} : { more_effects }),
  }
}

const applyChanges = write({
  operation: 'applyChanges',
  method: 'POST',
  path: '/v1/orgs/:org/changes',
  tag: 'Changes',
  summary: 'Make many changes as one',
  description:
    'Up to 1,000 operations of this API, each with the parameters of its path, its query and its body. They are made in their order, as one revision, all or none. Each needs what it needs alone; a right that one of them gives is not used by a later one, but for what the request itself makes. `errors` says which cannot be made.',
  params: InOrg,
  body: z.strictObject({ operations: z.array(Operation).min(1).max(MAX_OPERATIONS) }),
  limits: LARGE,
  reply: z.object({ operations: z.array(DoneReply).describe('What each did, in the same order') }),
  problems: [
    ...new Set(['forbidden' as const, ...[...operations.values()].flatMap(({ problems }) => problems)]),
  ],
  may: 'caller', // Casbin is asked about each operation, on the rules that it meets
  work: { asked: ({ operations }) => operations.length - 1 },
  handle: ({ directory }, { org, caller, body, by }) =>
    directory.changes.all(
      org,
      by,
      body.operations.map(each => planned(each, caller)),
    ),
  state: ({ answer }) => ({ operations: answer.map(printedPart) }),
})

const planned = (asked: z.output<typeof Operation>, caller: Caller): PlannedOperation => {
  const {
    operation,
    params = {},
    query = {},
    body,
  } = asked as {
    operation: string
    params?: object
    query?: object
    body?: unknown
  }
  const route = operations.get(operation)
  if (!route) throw new Error(`${operation} is no draft`)
  const input = { params, query, body, caller }
  return {
    operation,
    target: targetOf(params),
    guard: async (before, met) => {
      for (const need of needsOf(route, input))
        await requireRight(caller, { operation, ...need }, before, met)
    },
    draft: drafts => route.draft(drafts, input),
  }
}

const needsOf = (
  { may, mayAlso }: DraftRoute,
  input: { readonly params: unknown; readonly body: unknown },
): readonly Need[] => [
  ...[typeof may === 'function' ? may(input) : []].flat(),
  ...[mayAlso?.(input) ?? []].flat(),
]

/**
 * The right must be there when the operation is met, and before the request: what the request gives to its caller is not used in
 * it. Before the request, nobody has a right on what the request makes: there, the right on what it made counts.
 * @throws Problem forbidden, not_found
 */
const requireRight = async (
  caller: Caller,
  need: Question,
  before: RulesView,
  met: RulesView,
): Promise<void> => {
  await decide(met, caller, need)
  if (isThere(before, need.on)) await decide(before, caller, need)
}

const isThere = (view: RulesView, on: Resource): boolean => on === ORG || view.isRegistered(on)

export const changeRoutes = [applyChanges]
