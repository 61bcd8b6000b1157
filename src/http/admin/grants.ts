import { z } from 'zod'
import type { Changed } from '../../change/commit.ts'
import type { AccessPage, RulesView } from '../../change/rules-view.ts'
import { givenOn, placeOf } from '../../directory/grants.ts'
import { decodeRef, encodeRef, HolderRef, type OrgId, type Resource, type Subject } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { asItWas, PAST_REFUSALS } from '../as-of.ts'
import { change, read } from '../builders.ts'
import type { Rooms } from '../rooms.ts'
import { DatasetPath } from './datasets.ts'
import { AtOnce, Moment } from './moments.ts'
import { paged, pageOf } from './paging.ts'
import { Revised } from './written.ts'

export const Level = z.strictObject({
  level: z.string().min(1).max(63).describe('An access level of the policy set; `none` takes it away'),
})
/** When what is given ends. */
export const ExpiresAt = Moment.optional().describe(
  'From this moment on it is not given any more; absent: until it is taken away',
)
export const LimitedLevel = Level.extend({ expires_at: ExpiresAt })
const GrantPath = DatasetPath.extend({ subject: HolderRef })

const CalledName = z.string().optional().describe('What it is called; in the answers of reads alone')

const EffectiveReply = z.object({
  items: z.array(
    z.object({
      subject: z.string(),
      name: CalledName,
      level: z.string(),
      via: z
        .array(z.array(z.string()))
        .describe('Each way that gives access, from the subject to the rule’s subject'),
    }),
  ),
  next_token: z.string().optional(),
})

const AccessReply = z
  .object({
    default_access: z.string(),
    default_expires_at: z.iso.datetime().optional().describe('When the default access ends'),
    grants: z.array(
      z.object({
        subject: z.string(),
        name: CalledName,
        level: z.string(),
        expires_at: z.iso.datetime().optional(),
      }),
    ),
    grants_next_token: z.string().optional().describe('Where there are more than 1,000: for `grants_token`'),
    effective: EffectiveReply,
  })
  .meta({ id: 'Access' })

/** The most grants of one answer. */
const MOST_GRANTS = 1_000

const printedAccess = async (view: RulesView, id: Resource, page: AccessPage, after = '') => {
  const { default_access, default_expires_at, grants: all } = givenOn(view, id)
  const rest = all.filter(grant => placeOf(grant) > after)
  const grants = rest.slice(0, MOST_GRANTS)
  const last = rest.length > MOST_GRANTS ? grants.at(-1) : undefined
  const effective = paged(await view.access(id, page), ({ subject, level, via }) => ({
    subject: decodeRef(subject),
    level,
    via: via.map(path => path.map(decodeRef)),
  }))
  return {
    default_access,
    ...(default_expires_at === undefined ? {} : { default_expires_at }),
    grants: grants.map(({ subject, level, expires_at }) => ({
      subject: decodeRef(subject),
      level,
      ...(expires_at === undefined ? {} : { expires_at }),
    })),
    ...(last ? { grants_next_token: Buffer.from(placeOf(last)).toString('base64url') } : {}),
    effective,
  }
}

type Printed = Awaited<ReturnType<typeof printedAccess>>

/** With what accounts and groups are called today, for those who read it. */
const named = async ({ directory }: Rooms, org: OrgId, access: Printed): Promise<Printed> => {
  const { grants, effective } = access
  const refOf = ({ subject }: { readonly subject: string }) => encodeRef(subject) as Subject
  const names = await directory.names(org, [...grants, ...effective.items].map(refOf))
  const withName = <T extends { readonly subject: string }>({ subject, ...rest }: T) => {
    const name = names.get(refOf({ subject }))
    return { subject, ...(name === undefined ? {} : { name }), ...rest }
  }
  return {
    ...access,
    grants: grants.map(withName),
    effective: { ...effective, items: effective.items.map(withName) },
  }
}

/** Looking at all accounts would take longer than the change itself: a write answers what the first of them may. */
const LOOKS_OF_A_WRITE = 16

/** The access of the resource as a write leaves it, or would in a dry run, with a short page of effects. */
const afterwards = ({ after }: Changed, { params }: { readonly params: { readonly id: Resource } }) =>
  printedAccess(after, params.id, { limit: LOOKS_OF_A_WRITE, looks: LOOKS_OF_A_WRITE })

const getAccess = read({
  operation: 'getAccess',
  path: '/v1/orgs/:org/datasets/:id/access',
  tag: 'Access',
  summary: 'Get who may do what with a dataset, and why',
  description:
    '`grants` and `default_access` are what was given; the first 1,000 grants are here, further ones by `grants_token`; `effective` lists everyone who may do something, with each way that leads there, and is paged. A write answers a short page of it: go on with its `next_token` here.',
  params: DatasetPath,
  query: PageQuery.extend({
    grants_token: PageQuery.shape.page_token.describe(
      'The `grants_next_token` of an answer: its `grants` go on there',
    ),
    as_of: AtOnce.as_of.describe('As it was at this revision or time, for callers who may `askAboutThePast`'),
  }),
  reply: AccessReply.and(Revised),
  problems: PAST_REFUSALS,
  may: ({ params }) => ({ on: params.id }),
  async handle(rooms, { view, caller, params, query }) {
    const { as_of: asOf, grants_token, limit } = query
    const from = grants_token === undefined ? {} : { page_token: grants_token }
    const { after } = pageOf({ limit, ...from })
    const then = asOf === undefined ? view : await asItWas(rooms, { now: view, caller, asOf })
    const access = await printedAccess(then, params.id, pageOf(query), after)
    return { ...(await named(rooms, then.organisation.id, access)), revision: then.revision }
  },
})

const setDefaultAccess = change({
  operation: 'setDefaultAccess',
  method: 'PUT',
  path: '/v1/orgs/:org/datasets/:id/access/default',
  tag: 'Access',
  summary: 'Set the default access of a dataset',
  description:
    '`none` removes it. People, service accounts and groups with a level of their own keep it. With `expires_at` there is none from then on.',
  params: DatasetPath,
  body: LimitedLevel,
  reply: AccessReply,
  problems: ['unknown_level'],
  may: ({ params }) => ({ on: params.id }),
  draft: ({ grants }, { params, body }) => grants.setDefault(params.id, body),
  state: afterwards,
})

const setGrant = change({
  operation: 'setGrant',
  method: 'PUT',
  path: '/v1/orgs/:org/datasets/:id/access/grants/:subject',
  tag: 'Access',
  summary: 'Grant a person, a service account or a group a level on a dataset',
  description:
    'The level replaces the one that was given before, and so does its end: a grant is renewed or shortened by giving it anew.',
  params: GrantPath,
  body: LimitedLevel,
  reply: AccessReply,
  problems: ['invite_first', 'unknown_subject', 'unknown_level'],
  may: ({ params }) => ({ on: params.id }),
  draft: ({ grants }, { params, body }) => grants.set(params.id, { subject: params.subject, ...body }),
  state: afterwards,
})

const removeGrant = change({
  operation: 'removeGrant',
  method: 'DELETE',
  path: '/v1/orgs/:org/datasets/:id/access/grants/:subject',
  tag: 'Access',
  summary: 'Remove a grant',
  description: 'Access through groups and the default access stays.',
  params: GrantPath,
  reply: AccessReply,
  may: ({ params }) => ({ on: params.id }),
  draft: ({ grants }, { params }) => grants.remove(params.id, params.subject),
  state: afterwards,
})

export const grantRoutes = [getAccess, setDefaultAccess, setGrant, removeGrant]
