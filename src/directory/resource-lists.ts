import { folded } from '../model/folded.ts'
import type { OrgId, Resource } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { RegisteredResource } from '../model/resource.ts'
import { type AttributeFilter, hasAttribute } from './attribute-filter.ts'
import { attributed } from './attributed.ts'
import type { DirectoryParts } from './parts.ts'
import { walked } from './walk.ts'

/** What a resource must have to be listed; all of it. */
export interface ResourceFilter {
  /** How its name begins, without regard to case. */
  readonly name?: string | undefined
  readonly attribute?: AttributeFilter | undefined
}

/** What somebody may see of a type, as the rules say. */
export interface Seeing {
  readonly org: OrgId
  readonly type: string
  /** All of it, in byte order of id. */
  readonly all: (page: PageRequest) => Promise<Page<Resource>>
  /** Those among these. */
  readonly among: (ids: readonly Resource[]) => Promise<ReadonlySet<Resource>>
}

const startOf = (name = '') => ({ lookup: 'folded_name', text: folded(name) }) as const

/** Lists of resources that somebody may see: by id from the rules, or by name or attribute from its index, and looked at for the rest. */
export const createResourceLists =
  ({ store: { records } }: Pick<DirectoryParts, 'store'>) =>
  (
    { org, type, all, among }: Seeing,
    { name, attribute }: ResourceFilter,
    page: PageRequest,
  ): Promise<Page<RegisteredResource>> => {
    const begins = `${type}:`
    const read =
      name === undefined && attribute !== undefined
        ? attributed(records, 'resource', { org, begins, attribute })
        : (some: PageRequest) => records.list('resource', org, { ...some, starts: startOf(name), begins })
    const has = ({ attributes }: RegisteredResource): boolean =>
      attribute === undefined || hasAttribute(attributes, attribute)
    if (name === undefined && attribute === undefined)
      return walked(
        async some => {
          const { items, ...rest } = await all(some)
          return { ...rest, items: await records.several('resource', org, items) }
        },
        page,
        found => found,
      )
    return walked(read, page, async found => {
      const seen = await among(found.map(({ id }) => id))
      return found.filter(each => seen.has(each.id) && has(each))
    })
  }
