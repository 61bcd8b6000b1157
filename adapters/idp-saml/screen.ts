/**
 * Looks at the shape of a SAML response before any cryptography: whatever could make the verifier and the reader look at two
 * different assertions is refused here. What passes has one assertion, and signatures only where they sign their own parent.
 */
import {
  attribute,
  child,
  children,
  descendants,
  elementsOf,
  isNamed,
  NS,
  parseXml,
  XmlRefused,
} from './xml.ts'

/** The form of a signature, not its value: which element it stands in, and whether its algorithms are good enough. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused'
}

const SIGNATURES = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
])
const DIGESTS = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
])
/** A document without comments is the same with and without them. */
const EXCLUSIVE = new Set([
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
])
const ENVELOPED = `${NS.ds}enveloped-signature`

export interface Screened {
  readonly response: Element
  /** Undefined in a response that reports a failure. */
  readonly assertion: Element | undefined
  readonly encrypted: Element | undefined
  readonly signed: { readonly response: boolean; readonly assertion: boolean }
  readonly signatures: readonly Element[]
}

/** @throws XmlRefused, SignatureRefused */
export const screen = (xml: string): Screened => {
  const response = parseXml(xml)
  if (!isNamed(response, 'samlp', 'Response')) throw new XmlRefused('it is not a SAML response')
  if (attribute(response, 'Version') !== '2.0') throw new XmlRefused('it is not of SAML 2.0')
  const all = descendants(response)
  uniqueIds(all)
  const assertion = onlyAssertion(response, all, 'Assertion')
  const encrypted = onlyAssertion(response, all, 'EncryptedAssertion')
  if (assertion && encrypted) throw new XmlRefused('it has several assertions')
  const signatures = all.filter(element => element.localName === 'Signature')
  for (const signature of signatures) checkSignature(signature, [response, assertion])
  return {
    response,
    assertion,
    encrypted,
    signatures,
    signed: {
      response: signatures.some(signature => signature.parentNode === response),
      assertion: assertion !== undefined && signatures.some(signature => signature.parentNode === assertion),
    },
  }
}

/**
 * The same for a message that is signed as a whole. @throws XmlRefused, SignatureRefused, also when it is not signed
 */
export const onlySignature = (root: Element): Element => {
  const all = descendants(root)
  uniqueIds(all)
  const [signature, ...more] = all.filter(element => element.localName === 'Signature')
  if (!signature) throw new SignatureRefused('it is not signed')
  if (more.length > 0) throw new SignatureRefused('it has several signatures')
  checkSignature(signature, [root])
  return signature
}

/** An id that stands twice lets a signature be checked on one element and the other be believed. */
const uniqueIds = (all: readonly Element[]): void => {
  const seen = new Set<string>()
  for (const element of all)
    for (const { localName, name, value } of Array.from(element.attributes)) {
      if ((localName ?? name).toLowerCase() !== 'id') continue
      if (seen.has(value)) throw new XmlRefused('it has one id twice')
      seen.add(value)
    }
}

/** By local name in any namespace: an assertion in disguise is one too many. */
const onlyAssertion = (response: Element, all: readonly Element[], name: string): Element | undefined => {
  const found = all.filter(element => element.localName === name)
  if (found.length === 0) return undefined
  const [only] = children(response, 'saml', name)
  if (found.length !== 1 || found[0] !== only)
    throw new XmlRefused('it has several assertions, or one in the wrong place')
  return only
}

const checkSignature = (signature: Element, parents: readonly (Element | undefined)[]): void => {
  const parent = parents.find(one => one !== undefined && one === signature.parentNode)
  if (!parent || !isNamed(signature, 'ds', 'Signature'))
    throw new SignatureRefused('a signature stands in the wrong place')
  if (elementsOf(parent).filter(one => one.localName === 'Signature').length !== 1)
    throw new SignatureRefused('an element is signed twice')
  if (children(signature, 'ds', 'Object').length > 0)
    throw new SignatureRefused('a signature holds an object')
  const info = child(signature, 'ds', 'SignedInfo')
  const reference = info && child(info, 'ds', 'Reference')
  if (!info || !reference) throw new SignatureRefused('a signature refers to nothing')
  if (attribute(reference, 'URI') !== `#${attribute(parent, 'ID')}`)
    throw new SignatureRefused('a signature refers to another element than it stands in')
  checkAlgorithms(info, reference)
}

/** @throws SignatureRefused for algorithms that are too weak, and transforms that are not read */
export const checkAlgorithms = (info: Element, reference: Element): void => {
  const algorithmOf = (element: Element, name: string): string =>
    attribute(child(element, 'ds', name), 'Algorithm') ?? ''
  const transforms = child(reference, 'ds', 'Transforms')
  const used = transforms
    ? children(transforms, 'ds', 'Transform').map(one => attribute(one, 'Algorithm'))
    : []
  const fine =
    EXCLUSIVE.has(algorithmOf(info, 'CanonicalizationMethod')) &&
    SIGNATURES.has(algorithmOf(info, 'SignatureMethod')) &&
    DIGESTS.has(algorithmOf(reference, 'DigestMethod')) &&
    used.length <= 2 &&
    used.includes(ENVELOPED) &&
    used.every(one => one !== undefined && (one === ENVELOPED || EXCLUSIVE.has(one)))
  if (!fine)
    throw new SignatureRefused(
      `a signature is made with ${algorithmOf(info, 'SignatureMethod')} and ${algorithmOf(reference, 'DigestMethod')}; RSA with SHA-256 or SHA-512 and exclusive canonicalization are accepted`,
    )
}
