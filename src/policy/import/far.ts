/**
 * An import into an organisation of a running service. What it would write is drafted here, on the rules that the service told, and
 * made there by the API's own operations, on exactly the revision that it was drafted on. If the organisation has changed meanwhile, it is read again.
 */
import { createHash } from 'node:crypto'
import type { Answered, ChangeRequest, Commit, Draft, Drafting } from '../../change/commit.ts'
import { MAX_OPERATIONS, type Revision } from '../../model/change.ts'
import type { OrgId, Subject } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { ImportParts } from './import.ts'
import { type NamedOperation, operationsOf } from './operations.ts'
import { RuleList, type Told } from './rule-list.ts'

/** What a service tells of an organisation, and how changes of it are sent. */
export interface Far {
  told(org: OrgId): Promise<Told>
  /** Those of its groups and of its disabled accounts, by id. */
  isGroup(org: OrgId, id: Subject): Promise<boolean>
  isDisabled(org: OrgId, id: Subject): Promise<boolean>
  /** @throws Problem revision_mismatch when the organisation is at another revision */
  send(org: OrgId, change: SentChange): Promise<{ readonly revision: Revision }>
}

export interface SentChange {
  readonly operations: readonly NamedOperation[]
  readonly expected: Revision
  /** Follows from what is sent: a request whose answer was lost is sent again and made once. */
  readonly idempotencyKey: string
  readonly reason?: string
}

const keyOf = (org: OrgId, expected: Revision, operations: readonly NamedOperation[]): string =>
  `import-${createHash('sha256')
    .update(JSON.stringify([org, expected, operations]))
    .digest('base64url')}`

/** Sends operations in changes of as many as one may hold. Answers the revision after the last. */
export const sendAll = async (
  far: Pick<Far, 'send'>,
  org: OrgId,
  { operations, expected, reason }: Omit<SentChange, 'idempotencyKey'>,
): Promise<Revision> => {
  let revision = expected
  for (let from = 0; from < operations.length; from += MAX_OPERATIONS) {
    const some = operations.slice(from, from + MAX_OPERATIONS)
    const sent = { operations: some, expected: revision, idempotencyKey: keyOf(org, revision, some) }
    revision = (await far.send(org, { ...sent, ...(reason === undefined ? {} : { reason }) })).revision
  }
  return revision
}

/** How often a change is drafted anew because somebody else changed the organisation. */
export const MAX_TRIES = 10

/** The parts of an import whose organisation is far away. */
export const farParts = (far: Far, now: () => Date): ImportParts => {
  let known: RuleList | undefined
  const newest = async (org: OrgId): Promise<RuleList> => {
    known ??= new RuleList(await far.told(org))
    return known
  }
  const commit = async <A>(
    org: OrgId,
    by: ChangeRequest,
    draft: Drafting<Draft & { readonly answer?: A }>,
  ): Promise<Answered<A>> => {
    for (let tries = 1; ; tries += 1) {
      const view = await newest(org)
      const drafted = await draft(view)
      const { adds = [], removes = [] } = drafted
      const operations = operationsOf(drafted, view.catalogue.audience)
      const { reason } = by
      const sent = { operations, expected: view.revision, ...(reason === undefined ? {} : { reason }) }
      try {
        const revision = await sendAll(far, org, sent)
        view.take({ adds, removes, revision })
        const made = { revision, token: '', propagated: true, adds, removes, dryRun: false }
        return { ...made, after: view, answer: drafted.answer as A }
      } catch (error) {
        known = undefined
        if (!(error instanceof Problem) || error.code !== 'revision_mismatch' || tries === MAX_TRIES)
          throw error
      }
    }
  }
  return {
    commit: commit as Commit,
    view: newest,
    store: { records: farRecords(far) },
    now,
  }
}

/** The records that an import looks up: whether a group is there, and whether an account is disabled. */
const farRecords = (far: Far): ImportParts['store']['records'] => {
  const find = async (kind: string, org: OrgId, id: Subject) => {
    const created_at = new Date(0)
    if (kind === 'group') return (await far.isGroup(org, id)) ? { id, created_at } : undefined
    if (!(await far.isDisabled(org, id))) return undefined
    return { id, attributes: {}, created_at, disabled: { role: '', at: created_at } }
  }
  return { find } as unknown as ImportParts['store']['records']
}
