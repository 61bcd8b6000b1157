/** A SAML identity provider of the tests' own: it signs whatever a test makes of an honest response. */
import { randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { SignedXml } from 'xml-crypto'
import { newCertificate } from '../../adapters/idp-saml/certificate.ts'

export const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const DS = 'http://www.w3.org/2000/09/xmldsig#'

export interface SignKey {
  readonly key: string
  readonly certificate: string
}

export const newSignKey = (name: string): Promise<SignKey> =>
  newCertificate(name, new Date(Date.now() - 3_600_000))

/** What an honest response says; a test overrides any of it. */
export interface Said {
  entityId: string
  responseIssuer: string | undefined
  destination: string | undefined
  inResponseTo: string | undefined
  confirmedRequest: string | undefined
  recipient: string
  audience: string
  method: string
  nameId: string
  nameIdFormat: string
  /** Seconds from now. */
  notBefore: number
  notOnOrAfter: number
  authnInstant: number
  assertionId: string
  responseId: string
  status: string
  attributes: Record<string, readonly string[]>
  conditions: boolean
}

export interface SignHow {
  key: SignKey
  what: 'assertion' | 'response' | 'both' | 'none'
  algorithm?: string
  digest?: string
  transforms?: readonly string[]
  canonicalization?: string
}

const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()
export const newId = (): string => `_${randomBytes(16).toString('hex')}`
const maybe = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}="${value}"`

export const assertionXml = (said: Said): string => {
  const conditions = said.conditions
    ? `<saml:Conditions NotBefore="${at(said.notBefore)}" NotOnOrAfter="${at(said.notOnOrAfter)}"><saml:AudienceRestriction><saml:Audience>${said.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`
    : ''
  const attributes = Object.entries(said.attributes)
    .map(
      ([name, values]) =>
        `<saml:Attribute Name="${name}">${values.map(value => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
    )
    .join('')
  return `<saml:Assertion xmlns:saml="${SAML}" ID="${said.assertionId}" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer>${said.entityId}</saml:Issuer><saml:Subject><saml:NameID Format="${said.nameIdFormat}">${said.nameId}</saml:NameID><saml:SubjectConfirmation Method="${said.method}"><saml:SubjectConfirmationData NotOnOrAfter="${at(said.notOnOrAfter)}" Recipient="${said.recipient}"${maybe('InResponseTo', said.confirmedRequest)}/></saml:SubjectConfirmation></saml:Subject>${conditions}<saml:AuthnStatement AuthnInstant="${at(said.authnInstant)}" SessionIndex="${said.assertionId}-s"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion>`
}

export const responseXml = (said: Said, assertion: string): string => {
  const issuer =
    said.responseIssuer === undefined
      ? ''
      : `<saml:Issuer xmlns:saml="${SAML}">${said.responseIssuer}</saml:Issuer>`
  return `<samlp:Response xmlns:samlp="${SAMLP}" ID="${said.responseId}" Version="2.0" IssueInstant="${at(0)}"${maybe('Destination', said.destination)}${maybe('InResponseTo', said.inResponseTo)}>${issuer}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${said.status}"/></samlp:Status>${assertion}</samlp:Response>`
}

/** Signs the element of that name, its signature placed after its Issuer. */
export const signed = (
  xml: string,
  element: 'Response' | 'Assertion' | 'LogoutRequest' | 'LogoutResponse',
  how: SignHow,
): string => {
  const signer = new SignedXml({
    privateKey: how.key.key,
    publicCert: how.key.certificate,
    signatureAlgorithm: how.algorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: how.canonicalization ?? 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  const path = `//*[local-name(.)='${element}']`
  signer.addReference({
    xpath: path,
    transforms: [
      ...(how.transforms ?? [`${DS}enveloped-signature`, 'http://www.w3.org/2001/10/xml-exc-c14n#']),
    ],
    digestAlgorithm: how.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' },
  })
  return signer.getSignedXml()
}

/** A response as the browser would post it. */
export const answerOf = (xml: string, state: string): URLSearchParams =>
  new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: state })

/** Makes and signs a response. `assertion` may be changed before it is signed, `whole` after everything. */
export const respond = (said: Said, how: SignHow): string => {
  const assertion =
    how.what === 'assertion' || how.what === 'both'
      ? signed(assertionXml(said), 'Assertion', how)
      : assertionXml(said)
  const whole = responseXml(said, assertion)
  return how.what === 'response' || how.what === 'both' ? signed(whole, 'Response', how) : whole
}

/** The AuthnRequest that a redirect carries. */
export const requestIn = (redirect: string): string =>
  inflateRawSync(Buffer.from(new URL(redirect).searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
