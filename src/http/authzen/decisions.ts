/** Evaluations put to the same engine as /check, by the same rule of who may ask about whom. */
import { z } from 'zod'
import type { Answer, Question } from '../../engine/snapshot.ts'
import { said } from '../check/said.ts'
import type { Asker } from '../check/who-may-ask.ts'
import {
  AuthzenAction,
  AuthzenContext,
  AuthzenResource,
  AuthzenSubject,
  resourceOf,
  subjectOf,
} from './entities.ts'

export const Evaluation = z.object({
  subject: AuthzenSubject,
  action: AuthzenAction,
  resource: AuthzenResource,
  context: AuthzenContext.nullish(),
})
export type Evaluation = z.output<typeof Evaluation>

export const DecisionReply = z
  .object({
    decision: z.boolean(),
    context: z
      .object({
        revision: z.number().int().describe('The revision that was decided on'),
        token: z.string().describe('Its consistency token'),
        reason: z.string().optional().describe('Why it is denied, in a word'),
        error: z.object({ status: z.number().int(), message: z.string() }).optional(),
      })
      .optional(),
  })
  .meta({ id: 'AuthzenDecision' })
export type Decision = z.output<typeof DecisionReply>

/** Why an item was not decided. */
export interface Fault {
  readonly status: number
  readonly message: string
}

/** What an evaluation comes down to: a question for the engine, or a deny without one. */
export type Put = { readonly question: Question } | { readonly reason: string } | { readonly error: Fault }

export const put = (asker: Asker, evaluation: Evaluation): Put => {
  const { snapshot } = asker
  const subject = subjectOf(snapshot.catalogue, evaluation.subject)
  const resource = resourceOf(snapshot.organisation.id, evaluation.resource)
  if (subject === undefined) return { reason: 'unknown_subject' }
  if (!asker.mayAskAbout(subject))
    return { error: { status: 403, message: 'You may not ask about this subject' } }
  if (resource === undefined) return { reason: 'unknown_resource' }
  const question = { subject, action: evaluation.action.name, resource, insider: asker.isInsider }
  return {
    question: snapshot.catalogue.reads ? { ...question, ...said(asker, propertiesOf(evaluation)) } : question,
  }
}

const propertiesOf = ({ subject, resource, action, context }: Evaluation) => ({
  context: context ?? undefined,
  properties: {
    subject: subject.properties ?? undefined,
    resource: resource.properties ?? undefined,
    action: action.properties ?? undefined,
  },
})

/** Where an answer comes from. */
export interface At {
  readonly revision: number
  readonly token: string
}

export const printedAnswer = (at: At, { allowed, reason }: Pick<Answer, 'allowed' | 'reason'>): Decision => ({
  decision: allowed,
  context: reason === undefined ? at : { ...at, reason },
})

export const unanswered = (at: At, why: { reason: string } | { error: Fault }): Decision => ({
  decision: false,
  context: { ...at, ...why },
})
