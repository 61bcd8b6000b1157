import type { OrgId, Subject } from '../model/id.ts'
import type { EmailDomain, Identity, Idp, ScimGroup, ScimToken } from '../model/idp.ts'
import type { Page, PageRequest } from '../model/page.ts'

/**
 * Reads of how an organisation's people prove who they are. Writing is a change of the organisation: see PolicyStore.apply.
 * Texts are compared byte for byte. Lists without a page are bounded by what an organisation may have.
 */
export interface IdentityStore {
  /** In byte order of id. */
  idps(org: OrgId): Promise<readonly Idp[]>
  idp(org: OrgId, id: string): Promise<Idp | undefined>

  /** In byte order of id. */
  domains(org: OrgId): Promise<readonly EmailDomain[]>
  /** The organisations for which the domain is verified, at most 20, in byte order of id: each has shown that it rules the domain. */
  verifiedDomains(domain: string): Promise<readonly { org: OrgId; domain: EmailDomain }[]>

  identity(org: OrgId, idp: string, subject: string): Promise<Identity | undefined>
  identitiesOf(org: OrgId, account: Subject): Promise<readonly Identity[]>
  /** Of one IdP, in byte order of subject. */
  identities(org: OrgId, idp: string, page: PageRequest): Promise<Page<Identity>>
  /** By SCIM user name at that IdP; the caller compares case-insensitively by giving it in lower case. */
  identityByUserName(org: OrgId, idp: string, userName: string): Promise<Identity | undefined>

  /** By hash over all organisations, expired ones included: the caller checks. */
  scimTokenByHash(hash: string): Promise<{ org: OrgId; token: ScimToken } | undefined>
  /** In byte order of id. */
  scimTokens(org: OrgId): Promise<readonly ScimToken[]>
  /** Of one IdP, in byte order of id. */
  scimGroups(org: OrgId, idp: string, page: PageRequest): Promise<Page<ScimGroup>>
  scimGroup(org: OrgId, id: Subject): Promise<ScimGroup | undefined>
}
