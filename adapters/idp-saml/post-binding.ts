/** The HTTP-POST binding for messages that are signed as a whole: what is read is the very text that the signature covers. */
import { SignedXml } from 'xml-crypto'
import { type Carried, LONGEST_LOGOUT, type Opened } from './redirect-binding.ts'
import { onlySignature, SignatureRefused } from './screen.ts'
import { signersOf } from './signers.ts'
import { NS, parseXml, XmlRefused } from './xml.ts'

/** @param certificates PEM @throws XmlRefused, SignatureRefused */
export const openPost = (form: string, certificates: readonly string[]): Opened => {
  const given = new URLSearchParams(form)
  const [[carried, base64] = ['', ''], ...more] = [...given].filter(([name]) => /^SAMLRe/.test(name))
  const relays = given.getAll('RelayState')
  if (!isCarried(carried) || more.length > 0 || relays.length > 1)
    throw new XmlRefused('there is not one message in it')
  const [relay] = relays
  const xml = signedText(textIn(base64), certificates)
  return { carried, xml, ...(relay === undefined ? {} : { relay }) }
}

const isCarried = (name: string): name is Carried => name === 'SAMLRequest' || name === 'SAMLResponse'

const textIn = (base64: string): string => {
  const packed = base64.replace(/\s+/g, '')
  if (packed.length > LONGEST_LOGOUT || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed))
    throw new XmlRefused('it is not base64 of a sensible size')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'))
  } catch (error) {
    throw new XmlRefused('it is not UTF-8', { cause: error })
  }
}

const signedText = (came: string, certificates: readonly string[]): string => {
  // Every reader of XML makes one line break of the two characters; a signature covers what was made of it.
  const text = came.replace(/\r\n?/g, '\n')
  const signature = onlySignature(parseXml(text))
  const [publicCert] = signersOf([signature], certificates)
  if (publicCert === undefined) throw new SignatureRefused('it is not signed')
  const signed = new SignedXml({ publicCert })
  signed.loadSignature(signature as unknown as Parameters<SignedXml['loadSignature']>[0])
  const [covered, ...more] = isGood(signed, text) ? signed.getSignedReferences() : []
  if (covered === undefined || more.length > 0) throw new SignatureRefused('it is not what was signed')
  return covered
}

const isGood = (signed: SignedXml, text: string): boolean => {
  try {
    return signed.checkSignature(text)
  } catch {
    return false
  }
}

/** The form that carries the message, signed with our key (PEM) after its Issuer. */
export const postWith = (
  { carried, xml, relay }: Opened,
  own: { readonly key: string; readonly certificate: string },
): Readonly<Record<string, string>> => {
  const signer = new SignedXml({
    privateKey: own.key,
    publicCert: own.certificate,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: NS.ec,
  })
  signer.addReference({
    xpath: '/*',
    transforms: [`${NS.ds}enveloped-signature`, NS.ec],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
  })
  return {
    [carried]: Buffer.from(signer.getSignedXml()).toString('base64'),
    ...(relay === undefined ? {} : { RelayState: relay }),
  }
}
