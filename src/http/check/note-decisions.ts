import type { CheckRequest, Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import type { Rooms } from '../rooms.ts'

interface Asking {
  readonly snapshot: Snapshot
  readonly caller: Caller
  readonly requestId: string
}

/** Counts decisions, and writes them down when the operator wants that. `requests` and `answers` are in the same order. */
export const noteDecisions = (
  { observe, decisions }: Rooms,
  { snapshot, caller, requestId }: Asking,
  requests: readonly CheckRequest[],
  answers: readonly { readonly allowed: boolean }[],
): void => {
  for (const { allowed } of answers) observe.decided(allowed)
  if (!decisions) return
  for (const [index, { subject, action, resource }] of requests.entries()) {
    decisions.note({
      org: snapshot.organisation.id,
      subject,
      action,
      resource,
      allowed: answers[index]?.allowed === true,
      revision: snapshot.revision,
      asked_by: caller.kind === 'operator' ? 'operator' : caller.subject,
      request_id: requestId,
    })
  }
}
