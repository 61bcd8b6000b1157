import { exactAttributes } from '../change/attributes.ts'
import type { ChangeRequest, Commit } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import type { Attributes } from '../model/resource.ts'
import type { RecordStore } from '../ports/record-store.ts'

/** Few enough that one change holds the attributes of all of them. */
const TOGETHER = 50

interface Parts {
  readonly records: Pick<RecordStore, 'list'>
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
  view: RulesView,
): Promise<Revision | undefined> {
  const { reads } = view.catalogue
  if (!reads) return undefined
  let last: Revision | undefined
  const kinds = [
    { kind: 'account', names: reads.subject },
    { kind: 'resource', names: reads.resource },
  ] as const
  for (const { kind, names } of kinds) {
    let after: string | undefined
    do {
      const page = await records.list(kind, org, {
        limit: TOGETHER,
        ...(after === undefined ? {} : { after }),
      })
      const items: readonly { id: Subject | Resource; attributes: Attributes }[] = page.items
      const { revision } = await commit(org, by, now => {
        const exact = items.map(one => exactAttributes(now, { ...one, names }))
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
