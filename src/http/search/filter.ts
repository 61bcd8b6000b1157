import { z } from 'zod'
import type { CheckRequest, Snapshot } from '../../engine/snapshot.ts'
import { type Resource, ResourceRef } from '../../model/id.ts'
import { said } from '../check/said.ts'
import { refuseUnknown } from '../check/unknown.ts'
import { Asker } from '../check/who-may-ask.ts'
import { LARGE, route } from '../route.ts'
import {
  ABOUT,
  ACTION,
  ASKED,
  FoundReply,
  printedPage,
  REFUSALS,
  requireMayAsk,
  subjectOf,
} from './question.ts'
import { filterWork } from './search-work.ts'
import { searched } from './searched.ts'

/** The most resources of one call. */
const MAX_RESOURCES = 10_000

export const searchFilter = route({
  operation: 'searchFilter',
  method: 'POST',
  path: '/search/filter',
  tag: 'Decisions',
  summary: 'Of these resources, answer those on which a subject may do an action',
  description:
    'At most 10,000 resources; those that remain are answered in the order in which they were sent. Without `subject` it is about the caller.',
  body: z.strictObject({
    ...ASKED,
    subject: ABOUT,
    action: ACTION,
    resources: z.array(ResourceRef).min(1).max(MAX_RESOURCES),
  }),
  limits: LARGE,
  reply: FoundReply,
  problems: [...REFUSALS, 'unknown_action'],
  scope: 'none',
  may: 'caller',
  work: filterWork,
  async handle(rooms, { caller, body }) {
    const { action, resources } = body
    const found = await searched(rooms, {
      ...body,
      caller,
      question: { find: 'filter' },
      admit: now => requireMayAsk(now, caller, body.subject),
      page: async snapshot => ({
        items: await allowedOf(snapshot, resources, {
          subject: subjectOf(caller, body.subject, snapshot),
          action,
          ...said(new Asker(snapshot, caller), body),
        }),
      }),
    })
    return printedPage(found)
  },
})

/** @throws Problem unknown_action, unknown_resource_type; too_much_work, so that an answer is never a part of it */
const allowedOf = async (
  snapshot: Snapshot,
  resources: readonly Resource[],
  about: Omit<CheckRequest, 'resource'>,
): Promise<Resource[]> => {
  const allowed: Resource[] = []
  await snapshot.answerEach({ count: resources.length }, (ask, at) => {
    const resource = resources[at] as Resource
    const answer = ask({ ...about, resource })
    refuseUnknown(snapshot, { action: about.action, resource }, answer.reason)
    if (answer.allowed) allowed.push(resource)
    return true
  })
  return allowed
}
