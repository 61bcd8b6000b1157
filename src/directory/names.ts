/** What accounts and groups are called. Their addresses are for those who may read people. */
import { type OrgId, type Subject, typeOf } from '../model/id.ts'
import type { RecordStore } from '../ports/record-store.ts'

const AT_ONCE = 1_000

/** Of those that have a name. */
export const namesOf = async (
  records: Pick<RecordStore, 'several'>,
  org: OrgId,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<Subject, string>> => {
  const names = new Map<Subject, string>()
  const all = [...new Set(subjects)]
  for (const kind of ['account', 'group'] as const) {
    const some = all.filter(each => (typeOf(each) === 'group') === (kind === 'group'))
    for (let at = 0; at < some.length; at += AT_ONCE)
      for (const { id, name } of await records.several(kind, org, some.slice(at, at + AT_ONCE)))
        if (name !== undefined) names.set(id, name)
  }
  return names
}
