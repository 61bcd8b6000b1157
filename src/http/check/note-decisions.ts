import type { CheckRequest, Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import type { Rule } from '../../model/rule.ts'
import { mayBeSupport } from '../../model/support-access.ts'
import type { DecisionLog, Rooms } from '../rooms.ts'

interface Asking {
  readonly snapshot: Snapshot
  readonly caller: Caller
  readonly requestId: string
}

/** A question, and how it was answered. */
interface Decided {
  readonly question: CheckRequest
  readonly answer: Noted
}

/** Counts a decision, and writes it down when the operator wants that. */
export const noteDecision = (rooms: Rooms, asking: Asking, decided: Decided): void =>
  noting(rooms, asking)(decided)

/** The same for each decision of a batch. */
export const noting = (rooms: Rooms, asking: Asking): ((decided: Decided) => void) => {
  const record = rooms.decisions && recordedFor(rooms, rooms.decisions, asking)
  return ({ question, answer }) => {
    rooms.observe.decided(answer.allowed)
    if (mayBeSupport(question.subject)) noteSupport(rooms, asking, question, answer.allowed)
    record?.(question, answer)
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
  /** Names the rule, of one answer among many. */
  readonly named?: () => Rule | undefined
}

/** The rule or the reason of a decision: one of them is always known. */
const groundsOf = (snapshot: Snapshot, request: CheckRequest, answer: Noted) => {
  const { allowed, explanation, named } = answer
  const rule = explanation?.rule ?? (named ? named() : snapshot.decidedBy(request))
  const reason =
    answer.reason ?? (allowed ? undefined : snapshot.whyDenied(request, rule ? 'deny' : 'no_rule'))
  return { rule, reason }
}

/** What an organisation wants to be recorded of its decisions, and under which names. */
const recordedFor = (
  { kept }: Pick<Rooms, 'kept'>,
  decisions: DecisionLog,
  { snapshot, caller, requestId }: Asking,
) => {
  const { id: org, settings } = snapshot.organisation
  const { decision_sample: sample = 1, decision_mask: masks } = settings
  const called = (subject: string): string => (masks ? kept.pseudonym(org, subject) : subject)
  const asked_by = caller.kind === 'operator' ? 'operator' : called(caller.subject)
  return (request: CheckRequest, answer: Noted): void => {
    const { allowed } = answer
    if (allowed && sample < 1 && Math.random() >= sample) return
    const { subject, action, resource } = request
    const { rule, reason } = groundsOf(snapshot, request, answer)
    decisions.note({
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
