import type { ApiKey } from '../model/api-key.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'

/** API keys by their hash. Creating and revoking are changes of the organisation: see PolicyStore.apply. */
export interface ApiKeyStore {
  /** Over all organisations; expired ones included: the caller checks. */
  findByHash(hash: string): Promise<ApiKey | undefined>
  find(org: OrgId, id: string): Promise<ApiKey | undefined>
  /** In byte order of id; only those of `subject` when given. */
  list(org: OrgId, page: PageRequest, subject?: Subject): Promise<Page<ApiKey>>
  /** Notes a use. Never moves backwards; may be lost in a crash. */
  touch(uses: readonly { readonly org: OrgId; readonly id: string; readonly at: Date }[]): Promise<void>
}
