/** Metadata as federations publish it: many entities in one document, signed as a whole or each by itself. */
import { SignedXml } from 'xml-crypto'
import type { SignKey } from './saml-idp.ts'

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata'

export interface EntityHow {
  readonly id: string
  readonly certificate: string
  readonly sso?: string
  readonly attributes?: string
  /** Beside its role. */
  readonly more?: string
}

export const entityXml = ({ id, certificate, sso = `${id}/sso`, attributes = '', more = '' }: EntityHow) =>
  `<md:EntityDescriptor xmlns:md="${MD}" entityID="${id}"${attributes}><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate.replace(/-----.*-----/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${sso}"/></md:IDPSSODescriptor>${more}</md:EntityDescriptor>`

/** Somebody who offers a service, and signs nobody in. */
export const serviceXml = (id: string): string =>
  `<md:EntityDescriptor xmlns:md="${MD}" entityID="${id}"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></md:EntityDescriptor>`

export const federationXml = (entities: readonly string[], attributes = ''): string =>
  `<md:EntitiesDescriptor xmlns:md="${MD}" ID="_federation"${attributes}>\n${entities.join('\n')}\n</md:EntitiesDescriptor>`

export interface SigningHow {
  /** What is signed, as XPath; the document when absent. */
  readonly where?: string
  readonly algorithm?: string
  readonly inclusive?: readonly string[]
}

/** Puts a signature first into an element, as a federation's own tools do: here it is the library's. */
export const signedXml = (
  xml: string,
  { key, certificate }: SignKey,
  { where = '/*', algorithm = 'rsa-sha256', inclusive }: SigningHow = {},
): string => {
  const signer = new SignedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm:
      algorithm === 'rsa-sha1'
        ? 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
        : `http://www.w3.org/2001/04/xmldsig-more#${algorithm}`,
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  signer.addReference({
    xpath: where,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
    ...(inclusive && { inclusiveNamespacesPrefixList: [...inclusive] }),
  })
  signer.computeSignature(xml, { prefix: 'ds', location: { reference: where, action: 'prepend' } })
  return signer.getSignedXml()
}
