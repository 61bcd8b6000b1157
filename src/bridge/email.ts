/** E-mail addresses as evidence: whether they may be believed. */
import { domainOfAddress } from '../model/email.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import type { Statement } from '../ports/idp-protocol.ts'
import type { RecordStore } from '../ports/record-store.ts'

/**
 * Whether the organisation believes the address: its domain is verified for the organisation, and the IdP vouched for
 * it or is trusted with addresses. An IdP can therefore never speak for a foreign domain.
 */
export const believed = (
  { email, email_verified }: Pick<Statement, 'email' | 'email_verified'>,
  idp: Pick<Idp, 'email_trusted'>,
  verified: ReadonlySet<string>,
): boolean => {
  const domain = email === undefined ? undefined : domainOfAddress(email)
  return domain !== undefined && verified.has(domain) && (email_verified === true || idp.email_trusted)
}

/** The domains that are verified for the organisation. */
export const verifiedDomains = async (
  records: Pick<RecordStore, 'all'>,
  org: OrgId,
): Promise<ReadonlySet<string>> => {
  const domains = await records.all('email_domain', org)
  return new Set(domains.filter(({ verified_at }) => verified_at).map(({ id }) => id))
}
