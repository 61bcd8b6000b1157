import { z } from 'zod'
import type { Caller } from '../../model/caller.ts'
import { ORG, type Subject, typeOf } from '../../model/id.ts'
import { PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import { InOrg, UserId } from '../admin/ids.ts'
import { listOf, paged, pageOf } from '../admin/paging.ts'
import { read, write } from '../builders.ts'

const tag = 'People'

const SessionReply = z
  .object({
    id: z.string(),
    kind: z
      .enum(['browser', 'offline'])
      .describe(
        '`browser`: a session of a browser here. `offline`: an application that keeps access without one; signing out in a browser leaves it',
      ),
    signed_in_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    clients: z.array(z.string()).describe('The applications entered from it, or the one that keeps access'),
  })
  .meta({ id: 'Session' })

/** Sessions are people's. @throws Problem forbidden */
const person = (caller: Caller): Extract<Caller, { kind: 'account' }> & { subject: Subject } => {
  if (caller.kind !== 'account' || typeOf(caller.subject) !== 'user')
    throw new Problem('forbidden', 'only a person has sessions')
  return caller
}

const listSessions = read({
  operation: 'listOwnSessions',
  path: '/v1/sessions',
  tag,
  summary: 'List where you are signed in',
  query: PageQuery,
  reply: listOf(SessionReply),
  may: 'caller',
  async handle({ identity }, { caller, query }) {
    const { org, subject } = person(caller)
    return paged(await identity.sessions.list(org, subject, pageOf(query)), session => session)
  },
})

const endSession = write({
  operation: 'endOwnSession',
  method: 'DELETE',
  path: '/v1/sessions/:id',
  tag,
  summary: 'End one of your sessions, or an application’s access',
  description: 'Ending a session ends everything that was entered from it.',
  params: z.object({ id: z.string().min(1).max(128) }),
  may: 'caller',
  async handle({ identity }, { caller, params, by }) {
    const { org, subject } = person(caller)
    return identity.sessions.end(org, subject, params.id, by)
  },
})

const signOutEverywhere = write({
  operation: 'signOutEverywhere',
  method: 'DELETE',
  path: '/v1/sessions',
  tag,
  summary: 'Sign out everywhere',
  description: 'Sessions, tokens and refresh tokens end, also those of offline access. API keys stay.',
  may: 'caller',
  async handle({ identity }, { caller, by }) {
    const { org, subject } = person(caller)
    return identity.sessions.endAll(org, subject, by)
  },
})

const endSessionsOfMember = write({
  operation: 'endSessionsOfMember',
  method: 'DELETE',
  path: '/v1/orgs/:org/members/:id/sessions',
  tag,
  summary: 'Sign a person out everywhere',
  params: InOrg.extend({ id: UserId }),
  may: () => ({ on: ORG }),
  handle: ({ identity }, { org, params, by }) => identity.sessions.endAll(org, params.id, by),
})

export const sessionRoutes = [listSessions, endSession, signOutEverywhere, endSessionsOfMember]
