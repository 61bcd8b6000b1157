import { exactAttributes } from '../change/attributes.ts'
import type { ChangeRequest, Commit } from '../change/commit.ts'
import type { Account } from '../model/account.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import type { RegisteredResource } from '../model/resource.ts'
import type { RecordStore } from '../ports/record-store.ts'

type Described = Pick<Account | RegisteredResource, 'id' | 'attributes'>

/** Few enough that one change holds the attributes of all of them. */
const TOGETHER = 50

interface Parts {
  readonly records: Pick<RecordStore, 'list' | 'several'>
  readonly commit: Commit
}

/**
 * Makes rules of the attributes that a newly installed set reads. Until it is through, those that are still missing allow
 * nothing. Answers the last revision; undefined where there was nothing to do.
 */
export async function readAttributes(
  { records, commit }: Parts,
  org: OrgId,
  by: ChangeRequest,
): Promise<Revision | undefined> {
  // The change that brought the set was drafted under the one before it: what it left still has that one's names.
  const { after: view } = await commit(org, by, () => ({}))
  const { reads } = view.catalogue
  if (!reads) return undefined
  let last: Revision | undefined
  const kinds = [
    { kind: 'account', names: reads.subject, lists: reads.lists.subject },
    { kind: 'resource', names: reads.resource, lists: reads.lists.resource },
  ] as const
  for (const { kind, ...read } of kinds) {
    let after: string | undefined
    do {
      const page = await records.list(kind, org, {
        limit: TOGETHER,
        ...(after === undefined ? {} : { after }),
      })
      const ids: readonly (Subject | Resource)[] = page.items.map(({ id }) => id)
      const { revision } = await commit(org, by, async now => {
        // Read anew: somebody may have written one since the page was.
        const items: readonly Described[] = await records.several(
          kind,
          org,
          ids as readonly Subject[] & readonly Resource[],
        )
        const exact = items.map(one => exactAttributes(now, { ...one, ...read }))
        return {
          adds: exact.flatMap(({ adds }) => adds),
          removes: exact.flatMap(({ removes }) => removes),
        }
      })
      last = revision
      after = page.next
    } while (after !== undefined)
  }
  return last
}
