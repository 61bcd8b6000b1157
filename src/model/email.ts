/** E-mail addresses in one canonical form, made where an address enters, so that equal addresses are equal texts. */
import { domainToASCII } from 'node:url'
import { z } from 'zod'

const ADDRESS = /^([^\s@"<>(),;:\\[\]\p{Cc}]{1,64})@([^\s@"<>(),;:\\[\]\p{Cc}]{1,253})$/u

/** The domain name in lower case and ASCII; undefined when the text is not a domain name. */
export const domainOf = (text: string): string | undefined => {
  const ascii = domainToASCII(text.trim().replace(/\.$/, '')).toLowerCase()
  return /^(?=.{3,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/.test(ascii) ? ascii : undefined
}

/** The domain of an address; undefined when the text is not an address. */
export const domainOfAddress = (address: string): string | undefined => {
  const domain = ADDRESS.exec(address.trim())?.[2]
  return domain === undefined ? undefined : domainOf(domain)
}

/** Folds the case of A to Z only: folding other letters could make two people's addresses equal. */
const lowered = (text: string): string => text.replace(/[A-Z]+/g, letters => letters.toLowerCase())

/** The form in which an address is kept and compared. A text that is not an address is only folded to lower case. */
export const normalAddress = (text: string): string => {
  const [, local, domain = ''] = ADDRESS.exec(text.trim()) ?? []
  const named = domainOf(domain)
  return local === undefined || named === undefined ? lowered(text.trim()) : `${lowered(local)}@${named}`
}

/** An address in a request, read into its canonical form. */
export const EmailAddress = z
  .string()
  .max(254)
  .refine(text => domainOfAddress(text) !== undefined, 'an e-mail address such as ann@example.com')
  .transform(normalAddress)
