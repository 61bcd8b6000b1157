/** Reads an identity provider's SAML metadata into settings, so that nobody copies certificates by hand. */

import { MAX_CERTIFICATES } from '../../src/model/idp.ts'
import type { SamlMetadata } from '../../src/ports/idp-protocol.ts'
import { pemOf } from './certificate.ts'
import { instantOf } from './instant.ts'
import {
  attribute,
  booleanOf,
  children,
  descendants,
  isNamed,
  NS,
  parseUnsignedXml,
  textOf,
  XmlRefused,
} from './xml.ts'

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const LONGEST = 1_048_576

/**
 * One entity's metadata, or an aggregate with one identity provider in it.
 * @throws XmlRefused with what is missing
 */
export const readIdpMetadata = (xml: string, now: number): SamlMetadata => {
  if (xml.length > LONGEST) throw new XmlRefused('it is too large')
  const root = parseUnsignedXml(xml)
  const [found, ...more] = descendants(root)
    .filter(one => isNamed(one, 'md', 'EntityDescriptor'))
    .flatMap(entity => children(entity, 'md', 'IDPSSODescriptor').map(role => ({ entity, role })))
    .filter(({ role }) => speaksSaml2(role))
  if (!found) throw new XmlRefused('it describes no identity provider of SAML 2.0')
  if (more.length > 0) throw new XmlRefused('it describes several identity providers')
  for (const one of [root, found.entity, found.role]) requireValid(one, now)
  const entity_id = attribute(found.entity, 'entityID')
  const services = children(found.role, 'md', 'SingleSignOnService')
  const at = (binding: string): string | undefined =>
    attribute(
      services.find(one => attribute(one, 'Binding') === binding),
      'Location',
    )
  const sso_url = at(REDIRECT) ?? at(POST)
  const certificates = certificatesOf(found.role)
  if (!entity_id || !sso_url || certificates.length === 0)
    throw new XmlRefused(
      'it lacks an entity id, a sign-on address by redirect or POST, or a signing certificate',
    )
  return {
    entity_id,
    sso_url,
    binding: at(REDIRECT) ? 'redirect' : 'post',
    certificates,
    sign_requests: booleanOf(attribute(found.role, 'WantAuthnRequestsSigned')),
  }
}

const speaksSaml2 = (role: Element): boolean =>
  attribute(role, 'protocolSupportEnumeration')?.trim().split(/\s+/).includes(NS.samlp) ?? true

const requireValid = (element: Element, now: number): void => {
  const text = attribute(element, 'validUntil')
  if (text === undefined) return
  const until = instantOf(text)
  if (until === undefined) throw new XmlRefused(`its validUntil is no time: ${text.slice(0, 64)}`)
  if (until <= now) throw new XmlRefused(`it was valid until ${text.trim()} only: fetch it again`)
}

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
