import { z } from 'zod'
import type { Answer, Question as Asked, Snapshot } from '../../engine/snapshot.ts'
import { decodeRef, ResourceRef, SubjectRef } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { SAID, said } from './said.ts'
import { refuseUnknown } from './unknown.ts'
import type { Asker } from './who-may-ask.ts'

/** One question, as a caller writes it. */
export const Question = z.strictObject({
  subject: SubjectRef.optional().describe('The subject asked about; the caller when absent'),
  action: z.string().min(1).max(256).describe('An action of the policy set'),
  resource: ResourceRef.describe('The resource: `type:id`, `org`, or a collection'),
  ...SAID,
  explain: z.boolean().optional(),
})
export type Question = z.output<typeof Question>

export const ExplanationReply = z
  .object({
    decided_by: z.enum(['allow', 'deny', 'no_rule']),
    rule: z.array(z.string()).optional().describe('The Casbin rule that decided'),
    path: z
      .array(z.string())
      .describe('From the subject through its groups to the role or group that the rule names'),
    until: z.iso.datetime().optional().describe('When this way ends; absent when it does not'),
    missing: z.string().optional().describe('The access level that would have been needed'),
    reason: z.string().optional(),
    revision: z.number().int(),
  })
  .meta({ id: 'Explanation' })

export const DecisionReply = z
  .object({
    allowed: z.boolean(),
    reason: z
      .string()
      .optional()
      .describe('Why it is denied, in a word; for callers who may ask about anyone'),
    explanation: ExplanationReply.optional(),
  })
  .meta({ id: 'Decision' })

/** The rules that the decision was made on. */
export const DecidedAt = z
  .object({
    revision: z.number().int().describe('The revision that was decided on'),
    token: z.string().describe('For `at_least_as_fresh`'),
  })
  .meta({ id: 'DecidedAt' })

/**
 * The question that is put to the engine.
 * @throws Problem subject_refused when the caller may not ask about that subject
 */
export const asked = (asker: Asker, question: Question): Asked => {
  const { subject, action, resource, explain = false } = question
  if (subject !== undefined && !asker.mayAskAbout(subject)) throw new Problem('subject_refused')
  const insider = asker.isInsider
  const about = { subject: subject ?? asker.self, action, resource, explain, insider }
  return question.context || question.properties ? { ...about, ...said(asker, question) } : about
}

const ALLOWED = Object.freeze({ allowed: true })
const DENIED = Object.freeze({ allowed: false })

/**
 * The answer as it is sent.
 * @throws Problem unknown_action, unknown_resource_type, too_much_work
 */
export const printedDecision = (snapshot: Snapshot, { action, resource }: Asked, answer: Answer) => {
  const { allowed, reason, explanation } = answer
  refuseUnknown(snapshot, { action, resource }, reason)
  const decision = reason === undefined ? bare(allowed) : { allowed, reason }
  if (explanation === undefined) return decision
  const { revision } = snapshot
  return { ...decision, explanation: { ...explanation, path: explanation.path.map(decodeRef), revision } }
}

const bare = (allowed: boolean): { readonly allowed: boolean } => (allowed ? ALLOWED : DENIED)

/** The answer about an organisation that is not there for this caller. */
export const nowhere = (explain: boolean | undefined) =>
  explain
    ? {
        allowed: false,
        explanation: { decided_by: 'no_rule', path: [], reason: 'unknown_organisation', revision: 0 },
      }
    : { allowed: false }
