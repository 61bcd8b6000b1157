import { MANY, termOf } from '../model/attributed.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { RecordOf } from '../model/records.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { AttributeFilter } from './attribute-filter.ts'

/**
 * What may have the attribute, from the index of attributes, in byte order of id: it is compared still. With it come those that have too
 * many values to be found by each.
 */
export const attributed =
  <K extends 'account' | 'resource'>(
    records: Pick<RecordStore, 'list'>,
    kind: K,
    { org, begins, attribute }: { org: OrgId; begins: string; attribute: AttributeFilter },
  ) =>
  async (page: PageRequest): Promise<Page<RecordOf<K>>> => {
    const read = (value: string) =>
      records.list(kind, org, { ...page, begins, among: { name: 'attributed', value } })
    const [those, many] = await Promise.all([read(termOf(attribute.name, attribute.value)), read(MANY)])
    const all = [...those.items, ...many.items].sort((a, b) => Buffer.compare(bytes(a.id), bytes(b.id)))
    const items = all.slice(0, page.limit)
    const last = items.at(-1)
    const isMore = all.length > page.limit || those.next !== undefined || many.next !== undefined
    return isMore && last !== undefined ? { items, next: last.id } : { items }
  }

const bytes = (id: string): Buffer => Buffer.from(id)
