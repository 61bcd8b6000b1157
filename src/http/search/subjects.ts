import { z } from 'zod'
import { ResourceRef, type Subject } from '../../model/id.ts'
import { route } from '../route.ts'
import {
  ACTION,
  ASKED,
  FoundReply,
  PAGED,
  printedPage,
  REFUSALS,
  requireAnswerable,
  requireInsider,
  statedBy,
} from './question.ts'
import { searchWork } from './search-work.ts'
import { MOST_WORK, searched } from './searched.ts'

/** Nobody: a question about them is refused where the question itself is not understood, and for nothing else. */
const NOBODY = 'user:' as Subject

export const searchSubjects = route({
  operation: 'searchSubjects',
  method: 'POST',
  path: '/search/subjects',
  tag: 'Decisions',
  summary: 'List the subjects that may do an action on a resource',
  description:
    'People when `type` is absent. Those who may through a group or a role are listed themselves. For callers who may ask about anyone.',
  body: z.strictObject({
    ...ASKED,
    resource: ResourceRef.describe('The resource: `type:id`, `org`, or a collection'),
    action: ACTION,
    type: z.enum(['user', 'service', 'group']).default('user').describe('What kind of subjects'),
    ...PAGED,
  }),
  reply: FoundReply,
  problems: [...REFUSALS, 'unknown_action', 'search_expired'],
  scope: 'check',
  may: 'caller',
  work: searchWork,
  async handle(rooms, { caller, body }) {
    const { resource, action, type } = body
    const found = await searched(rooms, {
      ...body,
      caller,
      question: { find: 'subjects', resource, action, type, ...statedBy(body) },
      admit: now => requireInsider(now, caller),
      page: (snapshot, page) => {
        requireAnswerable(snapshot, { subject: NOBODY, action, resource })
        return snapshot.subjects({
          resource,
          action,
          type,
          said: statedBy(body),
          mostWork: MOST_WORK,
          ...page,
        })
      },
    })
    return printedPage(found)
  },
})
