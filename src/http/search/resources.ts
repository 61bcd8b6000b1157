import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import { said } from '../check/said.ts'
import { Asker } from '../check/who-may-ask.ts'
import { route } from '../route.ts'
import {
  ABOUT,
  ACTION,
  ASKED,
  FoundReply,
  namedBy,
  PAGED,
  printedPage,
  REFUSALS,
  requireAnswerable,
  requireMayAsk,
  requireType,
  statedBy,
  subjectOf,
} from './question.ts'
import { searchWork } from './search-work.ts'
import { MOST_WORK, searched } from './searched.ts'

export const searchResources = route({
  operation: 'searchResources',
  method: 'POST',
  path: '/search/resources',
  tag: 'Decisions',
  summary: 'List the resources on which a subject may do an action',
  description:
    'The list is complete and in byte order, and all its pages are of one revision. Without `subject` it is about the caller; asking about others needs what it needs in /check.',
  body: z.strictObject({
    ...ASKED,
    subject: ABOUT,
    action: ACTION,
    type: z.string().min(1).max(64).describe('A resource type of the policy set'),
    ...PAGED,
  }),
  reply: FoundReply,
  problems: [...REFUSALS, 'unknown_action', 'search_expired'],
  scope: 'none',
  may: 'caller',
  work: searchWork,
  async handle(rooms, { caller, body }) {
    const { action, type } = body
    const found = await searched(rooms, {
      ...body,
      caller,
      question: {
        find: 'resources',
        subject: namedBy(caller, body.subject),
        action,
        type,
        ...statedBy(body),
      },
      admit: now => requireMayAsk(now, caller, body.subject),
      page: (snapshot, page) => {
        const subject = subjectOf(caller, body.subject, snapshot)
        requireType(snapshot, type)
        requireAnswerable(snapshot, { subject, action, resource: ORG })
        const stated = said(new Asker(snapshot, caller), body)
        return snapshot.resources({
          subject,
          actions: [action],
          type,
          said: stated,
          mostWork: MOST_WORK,
          ...page,
        })
      },
    })
    return printedPage(found)
  },
})
