import type { Answered, ChangeRequest, Committed } from '../change/commit.ts'
import type { OrgId, Resource, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'
import { Problem } from '../model/problems.ts'
import type { ResourceVersion } from '../model/resource.ts'
import type { DirectoryParts } from './parts.ts'

/** Versions (snapshots) of a resource: the platform keeps the data, this keeps who recorded what and when. */
export const createVersions = ({ store, commit, now }: DirectoryParts) => ({
  list: (org: OrgId, id: Resource, page: PageRequest): Promise<Page<ResourceVersion>> =>
    store.records.list('version', org, { ...page, where: { resource: id } }),

  /** @throws Problem not_found, already_exists */
  async create(
    org: OrgId,
    by: ChangeRequest,
    resource: Resource,
    wish: { id: string; name: string; created_by: Subject },
  ): Promise<Answered<ResourceVersion>> {
    const version: ResourceVersion = { ...wish, resource, created_at: now() }
    return commit(org, { ...by, target: resource }, async view => {
      if (!view.isRegistered(resource)) throw new Problem('not_found')
      if (await store.records.find('version', org, { resource, id: wish.id }))
        throw new Problem('already_exists')
      return { records: [{ put: 'version', value: version }], answer: version }
    })
  },

  /** Records that the platform went back to it. @throws Problem not_found */
  async revert(
    org: OrgId,
    by: ChangeRequest,
    resource: Resource,
    id: string,
  ): Promise<Answered<ResourceVersion>> {
    return commit(org, { ...by, target: resource }, async () => {
      const known = await store.records.find('version', org, { resource, id })
      if (!known) throw new Problem('not_found')
      const version = { ...known, reverted_at: now() }
      return { records: [{ put: 'version', value: version }], answer: version }
    })
  },

  /** @throws Problem not_found */
  async remove(org: OrgId, by: ChangeRequest, resource: Resource, id: string): Promise<Committed> {
    return commit(org, { ...by, target: resource }, async () => {
      if (!(await store.records.find('version', org, { resource, id }))) throw new Problem('not_found')
      return { records: [{ drop: 'version', resource, id }] }
    })
  },
})
