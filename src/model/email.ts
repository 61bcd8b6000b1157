/** E-mail addresses: one form for each, made where an address enters, so that two of them are one when their texts are. */
import { domainToASCII } from 'node:url'
import { z } from 'zod'

const ADDRESS = /^([^\s@"<>(),;:\\[\]\p{Cc}]{1,64})@([^\s@"<>(),;:\\[\]\p{Cc}]{1,253})$/u

/** A domain name in lower case and ASCII; undefined when it is none. */
export const domainOf = (text: string): string | undefined => {
  const ascii = domainToASCII(text.trim().replace(/\.$/, '')).toLowerCase()
  return /^(?=.{3,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/.test(ascii) ? ascii : undefined
}

/** The domain of an address; undefined when it is no address. */
export const domainOfAddress = (address: string): string | undefined => {
  const domain = ADDRESS.exec(address.trim())?.[2]
  return domain === undefined ? undefined : domainOf(domain)
}

/** Lower case for A to Z only: folding others would make two people's letters one. */
const lowered = (text: string): string => text.replace(/[A-Z]+/g, letters => letters.toLowerCase())

/** The form in which an address is kept and compared. What is no address stays as it is, in lower case. */
export const normalAddress = (text: string): string => {
  const [, local, domain = ''] = ADDRESS.exec(text.trim()) ?? []
  const named = domainOf(domain)
  return local === undefined || named === undefined ? lowered(text.trim()) : `${lowered(local)}@${named}`
}

/** An address as a caller writes it, taken in in its one form. */
export const EmailAddress = z
  .string()
  .max(254)
  .refine(text => domainOfAddress(text) !== undefined, 'an e-mail address such as ann@example.com')
  .transform(normalAddress)
