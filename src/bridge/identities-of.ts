import type { OrgId, Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import type { RecordStore } from '../ports/record-store.ts'

const PAGE = 100

/** All of a person. Linking stops at fifty, but accounts that were merged have those of each. */
export const identitiesOf = async (
  records: Pick<RecordStore, 'list'>,
  org: OrgId,
  account: Subject,
): Promise<readonly Identity[]> => {
  const all: Identity[] = []
  let after: string | undefined
  do {
    const more = after === undefined ? {} : { after }
    const page = await records.list('identity', org, { limit: PAGE, ...more, where: { account } })
    all.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return all
}
