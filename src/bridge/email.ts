/** E-mail addresses as evidence: whose domain they are in, and whether they may be believed. */
import { domainToASCII } from 'node:url'
import type { Idp } from '../model/idp.ts'
import type { Statement } from '../ports/idp-protocol.ts'

const ADDRESS = /^[^\s@"<>(),;:\\[\]\p{Cc}]{1,64}@([^\s@"<>(),;:\\[\]\p{Cc}]{1,253})$/u

/** A domain name in lower case and ASCII; undefined when it is none. */
export const domainOf = (text: string): string | undefined => {
  const ascii = domainToASCII(text.trim().replace(/\.$/, '')).toLowerCase()
  return /^(?=.{3,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/.test(ascii) ? ascii : undefined
}

/** The domain of an address; undefined when it is no address. */
export const domainOfAddress = (address: string): string | undefined => {
  const domain = ADDRESS.exec(address.trim())?.[1]
  return domain === undefined ? undefined : domainOf(domain)
}

/** Two addresses are one when they differ in case only. */
export const sameAddress = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase()

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
