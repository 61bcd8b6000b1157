/** Reads an identity provider's SAML metadata into settings, so that nobody copies certificates by hand. */

import { MAX_CERTIFICATES } from '../../src/model/saml-settings.ts'
import type { MetadataWanted, SamlMetadataRead } from '../../src/ports/idp-protocol.ts'
import { pemOf } from './certificate.ts'
import { durationOf, instantOf } from './instant.ts'
import { createMetadataDocument, type FoundEntity, type Lasting } from './metadata-document.ts'
import { attribute, booleanOf, children, NS, parseUnsignedXml, textOf, XmlRefused } from './xml.ts'

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const LONGEST = 1_048_576

export interface ToUnderstand extends MetadataWanted {
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Metadata in one piece, as an admin pastes it. @throws XmlRefused, SignatureRefused with what is missing */
export const readIdpMetadata = (xml: string, wanted: ToUnderstand): SamlMetadataRead => {
  if (xml.length > LONGEST) throw new XmlRefused('it is too large')
  const document = createMetadataDocument(wanted)
  document.write(xml)
  return understood(document.end(), wanted.now)
}

/** What an entity's text says. @throws XmlRefused with what is missing */
export const understood = ({ text, lasting }: FoundEntity, now: number): SamlMetadataRead => {
  const entity = parseUnsignedXml(text)
  const [role, ...more] = children(entity, 'md', 'IDPSSODescriptor').filter(speaksSaml2)
  if (!role) throw new XmlRefused('it describes no identity provider of SAML 2.0')
  if (more.length > 0) throw new XmlRefused('it describes several identity providers')
  const entity_id = attribute(entity, 'entityID')
  const sso = serviceOf(role, 'SingleSignOnService')
  const slo = serviceOf(role, 'SingleLogoutService')
  const certificates = certificatesOf(role)
  if (!entity_id || !sso || certificates.length === 0)
    throw new XmlRefused(
      'it lacks an entity id, a sign-on address by redirect or POST, or a signing certificate',
    )
  return {
    metadata: {
      entity_id,
      sso_url: sso.url,
      binding: sso.binding,
      certificates,
      sign_requests: booleanOf(attribute(role, 'WantAuthnRequestsSigned')),
      ...(slo && { slo_url: slo.url, slo_binding: slo.binding }),
      ...(slo?.answers && { slo_response_url: slo.answers }),
    },
    ...lastingOf([...lasting, lastingAt(role)], now),
  }
}

interface Service {
  readonly url: string
  readonly binding: 'redirect' | 'post'
  /** Where answers go, if that is elsewhere. */
  readonly answers?: string
}

/** By redirect where it can be, else by POST. */
const serviceOf = (role: Element, name: string): Service | undefined => {
  const services = children(role, 'md', name)
  const at = (uri: string, binding: Service['binding']): Service | undefined => {
    const found = services.find(one => attribute(one, 'Binding') === uri)
    const [url, answers] = ['Location', 'ResponseLocation'].map(place => attribute(found, place))
    return url === undefined ? undefined : { url, binding, ...(answers === undefined ? {} : { answers }) }
  }
  return at(REDIRECT, 'redirect') ?? at(POST, 'post')
}

const lastingAt = (element: Element): Lasting => ({
  validUntil: attribute(element, 'validUntil'),
  cacheDuration: attribute(element, 'cacheDuration'),
})

/** The earliest of all ends, and the shortest of all times. @throws XmlRefused for what has ended already */
const lastingOf = (all: readonly Lasting[], now: number) => {
  const ends = all.flatMap(({ validUntil }) => (validUntil === undefined ? [] : [endOf(validUntil, now)]))
  const times = all
    .map(({ cacheDuration }) => (cacheDuration === undefined ? undefined : durationOf(cacheDuration)))
    .filter(time => time !== undefined)
  return {
    ...(ends.length === 0 ? {} : { valid_until: Math.min(...ends) }),
    ...(times.length === 0 ? {} : { cache_ms: Math.min(...times) }),
  }
}

const endOf = (text: string, now: number): number => {
  const until = instantOf(text)
  if (until === undefined) throw new XmlRefused(`its validUntil is no time: ${text.slice(0, 64)}`)
  if (until <= now) throw new XmlRefused(`it was valid until ${text.trim()} only: fetch it again`)
  return until
}

const speaksSaml2 = (role: Element): boolean =>
  attribute(role, 'protocolSupportEnumeration')?.trim().split(/\s+/).includes(NS.samlp) ?? true

/** Every signing key: an IdP may sign with any of them, and none is left out without a word. */
const certificatesOf = (role: Element): string[] => {
  const keys = children(role, 'md', 'KeyDescriptor').filter(
    one => (attribute(one, 'use')?.trim() ?? 'signing') === 'signing',
  )
  const pems = keys
    .flatMap(key => children(key, 'ds', 'KeyInfo'))
    .flatMap(info => children(info, 'ds', 'X509Data'))
    .flatMap(data => children(data, 'ds', 'X509Certificate'))
    .map(element => pemOf(textOf(element) ?? ''))
  const certificates = [...new Set(pems.filter(pem => pem !== undefined))]
  if (pems.includes(undefined)) throw new XmlRefused('one of its signing certificates cannot be read')
  if (certificates.length > MAX_CERTIFICATES)
    throw new XmlRefused(`it has more than ${MAX_CERTIFICATES} signing certificates`)
  return certificates
}
