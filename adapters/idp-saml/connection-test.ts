/** Looks over a SAML provider's set-up without a person, and says what is wrong so that an admin can mend it. */
import { X509Certificate } from 'node:crypto'
import type { SamlSettings } from '../../src/model/idp.ts'
import type { ConnectedIdp, Finding } from '../../src/ports/idp-protocol.ts'
import { pemOf } from './certificate.ts'

const SOON = 30 * 24 * 60 * 60 * 1000

export const testSamlConnection = (idp: ConnectedIdp<SamlSettings>, now: number): readonly Finding[] => [
  ...idp.settings.certificates.map((text, index) => certificate(text, index, now)),
  address(idp.settings.sso_url),
  ...(idp.settings.sign_requests ? [ownKey(idp)] : []),
  {
    check: 'addresses',
    ok: true,
    detail: `At the provider, set the entity id (audience) ${idp.addresses.metadata} and the assertion consumer service ${idp.addresses.acs}, or give it our metadata from the first of these addresses. Sign-ins that begin at the provider are refused.`,
  },
]

const certificate = (text: string, index: number, now: number): Finding => {
  const check = `certificates[${index}]`
  const pem = pemOf(text)
  if (!pem)
    return {
      check,
      ok: false,
      detail: 'This is not a certificate.',
      mend: 'Paste the signing certificate as PEM or as the base64 of the metadata, or import the metadata.',
    }
  const { publicKey, validToDate } = new X509Certificate(pem)
  if (publicKey.asymmetricKeyType !== 'rsa' || (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return {
      check,
      ok: false,
      detail: 'Its key is not RSA of 2048 bits or more.',
      mend: 'Let the provider sign with an RSA key of at least 2048 bits.',
    }
  const left = validToDate.getTime() - now
  return left < SOON
    ? {
        check,
        ok: false,
        detail: `It ${left < 0 ? 'expired' : 'expires'} on ${validToDate.toISOString().slice(0, 10)}.`,
        mend: 'Add the new certificate beside it now; remove the old one after the provider has changed over.',
      }
    : { check, ok: true, detail: `Valid until ${validToDate.toISOString().slice(0, 10)}.` }
}

const address = (url: string): Finding =>
  url.startsWith('https:')
    ? { check: 'sso_url', ok: true, detail: `People are sent to ${url}.` }
    : {
        check: 'sso_url',
        ok: false,
        detail: 'People would be sent to an address without TLS.',
        mend: 'Use the https address of the single sign-on service.',
      }

const ownKey = ({ secrets, certificate: own }: ConnectedIdp<SamlSettings>): Finding =>
  secrets.sp_key && own
    ? { check: 'sign_requests', ok: true, detail: 'Requests are signed with the key of our metadata.' }
    : {
        check: 'sign_requests',
        ok: false,
        detail: 'Requests are to be signed, and there is no key.',
        mend: 'Save the provider again: a key is made.',
      }
