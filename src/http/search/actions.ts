import { z } from 'zod'
import { ResourceRef } from '../../model/id.ts'
import { said } from '../check/said.ts'
import { Asker } from '../check/who-may-ask.ts'
import { route } from '../route.ts'
import {
  ABOUT,
  ASKED,
  FoundReply,
  printedPage,
  REFUSALS,
  requireAnswerable,
  requireMayAsk,
  subjectOf,
} from './question.ts'
import { searched } from './searched.ts'

export const searchActions = route({
  operation: 'searchActions',
  method: 'POST',
  path: '/search/actions',
  tag: 'Decisions',
  summary: 'List the actions that a subject may do on a resource',
  description:
    'All of them at once, in the order of the policy set. Without `subject` it is about the caller.',
  body: z.strictObject({
    ...ASKED,
    subject: ABOUT,
    resource: ResourceRef.describe('The resource: `type:id`, `org`, or a collection'),
  }),
  reply: FoundReply,
  problems: REFUSALS,
  scope: 'none',
  may: 'caller',
  async handle(rooms, { caller, body }) {
    const { resource } = body
    const found = await searched(rooms, {
      ...body,
      caller,
      question: { find: 'actions' },
      admit: now => requireMayAsk(now, caller, body.subject),
      page: async snapshot => {
        const subject = subjectOf(caller, body.subject, snapshot)
        const [action = ''] = snapshot.catalogue.actions
        requireAnswerable(snapshot, { subject, action, resource })
        return { items: snapshot.actions(subject, resource, said(new Asker(snapshot, caller), body)) }
      },
    })
    return printedPage(found)
  },
})
