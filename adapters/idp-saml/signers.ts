/**
 * Finds out which certificates signed an answer, by its signatures alone: each certificate that verifies the whole document costs
 * as much as the first, and most do not fit. Chooses keys and proves nothing: node-saml verifies with what is chosen.
 */
import { X509Certificate } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { SignatureRefused } from './screen.ts'
import { attribute, child, textOf } from './xml.ts'

/** @param certificates PEM @throws SignatureRefused when a signature was made by none of them */
export const signersOf = (signatures: readonly Element[], certificates: readonly string[]): string[] => {
  const signers = new Set<string>()
  for (const signature of signatures) {
    const made = certificates.filter(madeBy(signature))
    if (made.length === 0)
      throw new SignatureRefused('a signature was not made with a key of the identity provider')
    for (const certificate of made) signers.add(certificate)
  }
  return [...signers]
}

/** What xml-crypto has for this, and its types keep to itself. */
interface Canonical {
  getCanonSignedInfoXml(document: Document): string
}

const madeBy = (signature: Element): ((certificate: string) => boolean) => {
  const signed = new SignedXml()
  signed.loadSignature(signature as unknown as Parameters<SignedXml['loadSignature']>[0])
  const info = child(signature, 'ds', 'SignedInfo')
  const method = attribute(info && child(info, 'ds', 'SignatureMethod'), 'Algorithm') ?? ''
  const Algorithm = signed.SignatureAlgorithms[method as keyof typeof signed.SignatureAlgorithms]
  const value = textOf(child(signature, 'ds', 'SignatureValue'))?.replace(/\s+/g, '')
  if (!Algorithm || value === undefined) return () => false
  const material = (signed as unknown as Canonical).getCanonSignedInfoXml(signature.ownerDocument)
  return certificate => {
    try {
      return (
        new Algorithm().verifySignature(material, new X509Certificate(certificate).publicKey, value) === true
      )
    } catch {
      return false
    }
  }
}
