import type { OrgId, Resource } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { RegisteredResource, ResourceVersion } from '../model/resource.ts'

/** Reads of registered resources with their attributes. Writing is a change: see PolicyStore.apply. */
export interface ResourceStore {
  resource(org: OrgId, id: Resource): Promise<RegisteredResource | undefined>
  /** Those of `ids` (at most 1,000) that exist, in the order asked. */
  resources(org: OrgId, ids: readonly Resource[]): Promise<readonly RegisteredResource[]>
  /** In byte order of id. */
  versions(org: OrgId, id: Resource, page: PageRequest): Promise<Page<ResourceVersion>>
  version(org: OrgId, id: Resource, version: string): Promise<ResourceVersion | undefined>
}
