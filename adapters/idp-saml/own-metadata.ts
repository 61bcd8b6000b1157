/** Our metadata for one identity provider. */
import { generateServiceProviderMetadata } from '@node-saml/node-saml'
import type { ConnectedIdp, DescribedSettings } from '../../src/ports/idp-protocol.ts'

export const describe = async ({
  settings,
  addresses,
  secrets,
  certificate,
}: ConnectedIdp<DescribedSettings>): Promise<string> => {
  const key = secrets.sp_key
  const xml = generateServiceProviderMetadata({
    issuer: addresses.metadata,
    callbackUrl: addresses.acs,
    identifierFormat: settings.name_id_format ?? null,
    wantAssertionsSigned: settings.signed === 'assertion' || settings.signed === 'both',
    // What signs us out is always signed, so both uses of our certificate are always shown.
    ...(key && certificate
      ? {
          ...{ decryptionPvk: key, decryptionCert: certificate, privateKey: key, publicCerts: certificate },
          logoutCallbackUrl: addresses.slo,
        }
      : {}),
  })
  return bothBindings(settings.sign_requests ? xml : withoutPromise(xml))
}

/** An IdP that reads here that requests for a sign-in are signed refuses unsigned ones. */
const withoutPromise = (xml: string): string =>
  xml.replace('AuthnRequestsSigned="true"', 'AuthnRequestsSigned="false"')

/** node-saml knows one binding of the single logout service; we take both, the redirect first, as the shorter way. */
const bothBindings = (xml: string): string =>
  xml.replace(
    /<SingleLogoutService [^>]*>/,
    post => post.replace('bindings:HTTP-POST', 'bindings:HTTP-Redirect') + post,
  )
