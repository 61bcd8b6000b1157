import type { CheckRequest, Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import type { Rule } from '../../model/rule.ts'
import { isSupport } from '../../model/support-access.ts'
import type { Rooms } from '../rooms.ts'

interface Asking {
  readonly snapshot: Snapshot
  readonly caller: Caller
  readonly requestId: string
}

/** Counts decisions, and writes them down when the operator wants that. `requests` and `answers` are in the same order. */
export const noteDecisions = (
  rooms: Rooms,
  asking: Asking,
  requests: readonly CheckRequest[],
  answers: readonly Noted[],
): void => {
  for (const { allowed } of answers) rooms.observe.decided(allowed)
  for (const [at, request] of requests.entries())
    if (isSupport(request.subject)) noteSupport(rooms, asking, request, answers[at]?.allowed === true)
  if (!rooms.decisions) return
  const recorded = recordedFor(rooms, asking)
  // Of many questions, equal ones are put to Casbin once: which rule decided each of them it does not say.
  const alone = requests.length === 1
  for (const [at, request] of requests.entries()) {
    const answer = answers[at]
    if (!answer) continue
    const rule = answer.explanation?.rule ?? (alone ? asking.snapshot.decidedBy(request) : undefined)
    recorded(request, answer, rule)
  }
}

/** Whoever asks about support access: the trail has it. */
const noteSupport = (
  { audit }: Rooms,
  { snapshot, requestId }: Asking,
  { subject, action, resource }: CheckRequest,
  allowed: boolean,
): void =>
  audit.used(snapshot.organisation.id, {
    actor: subject,
    operation: 'check',
    target: resource,
    reason: `${action}: ${allowed ? 'allowed' : 'denied'}`,
    request_id: requestId,
  })

interface Noted {
  readonly allowed: boolean
  readonly reason?: string | undefined
  readonly explanation?: { readonly rule?: Rule | undefined } | undefined
}

/** What an organisation wants to be recorded of its decisions, and under which names. */
const recordedFor = ({ decisions, kept }: Rooms, { snapshot, caller, requestId }: Asking) => {
  const { id: org, settings } = snapshot.organisation
  const { decision_sample: sample = 1, decision_mask: masks } = settings
  const called = (subject: string): string => (masks ? kept.pseudonym(org, subject) : subject)
  const asked_by = caller.kind === 'operator' ? 'operator' : called(caller.subject)
  return ({ subject, action, resource }: CheckRequest, { allowed, reason }: Noted, rule?: Rule): void => {
    if (allowed && sample < 1 && Math.random() >= sample) return
    decisions?.note({
      org,
      subject: called(subject),
      action,
      resource,
      allowed,
      revision: snapshot.revision,
      asked_by,
      request_id: requestId,
      ...(reason === undefined ? {} : { reason }),
      ...(rule === undefined ? {} : { rule: masks ? maskedIn(rule, subject, called(subject)) : rule }),
      ...(allowed && sample < 1 ? { sample } : {}),
    })
  }
}

/** The rule under the name by which its subject is recorded. */
const maskedIn = ([section, ...fields]: Rule, subject: string, name: string): Rule => [
  section,
  ...fields.map(field => (field === subject ? name : field)),
]
