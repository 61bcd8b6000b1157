/** Reads an identity provider's SAML metadata into settings, so that nobody copies certificates by hand. */
import type { SamlMetadata } from '../../src/ports/idp-protocol.ts'
import { pemOf } from './certificate.ts'
import { attribute, children, descendants, isNamed, parseXml, textOf, XmlRefused } from './xml.ts'

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const LONGEST = 1_048_576

/**
 * One entity's metadata, or an aggregate with one identity provider in it.
 * @throws XmlRefused with what is missing
 */
export const readIdpMetadata = (xml: string): SamlMetadata => {
  if (xml.length > LONGEST) throw new XmlRefused('it is too large')
  const root = parseXml(withoutComments(xml))
  const [found, ...more] = descendants(root)
    .filter(one => isNamed(one, 'md', 'EntityDescriptor'))
    .flatMap(entity => children(entity, 'md', 'IDPSSODescriptor').map(role => ({ entity, role })))
  if (!found) throw new XmlRefused('it describes no identity provider')
  if (more.length > 0) throw new XmlRefused('it describes several identity providers')
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
    certificates: certificates.slice(0, 4),
    sign_requests: attribute(found.role, 'WantAuthnRequestsSigned') === 'true',
  }
}

/** Metadata is text of an admin's choosing, not evidence: its comments mean nothing and do no harm. */
const withoutComments = (xml: string): string => xml.replace(/<!--[\s\S]*?-->/g, '')

const certificatesOf = (role: Element): string[] => {
  const keys = children(role, 'md', 'KeyDescriptor').filter(one => attribute(one, 'use') !== 'encryption')
  const texts = keys
    .flatMap(key => children(key, 'ds', 'KeyInfo'))
    .flatMap(info => children(info, 'ds', 'X509Data'))
    .flatMap(data => children(data, 'ds', 'X509Certificate'))
    .map(textOf)
  return [
    ...new Set(texts.map(text => text && pemOf(text)).filter(pem => pem !== undefined && pem !== '')),
  ] as string[]
}
