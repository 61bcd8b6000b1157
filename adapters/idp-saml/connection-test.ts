/** Tries a SAML provider's set-up without a person, and says what is wrong so that an admin can mend it. */
import { X509Certificate } from 'node:crypto'
import type { SamlSettings } from '../../src/model/saml-settings.ts'
import type { ConnectedIdp, Finding } from '../../src/ports/idp-protocol.ts'
import type { Hop } from '../../src/ports/idp-sign-in.ts'
import { type Outbound, OutboundFailed } from '../../src/ports/outbound.ts'
import { pemOf } from './certificate.ts'

const SOON = 30 * 24 * 60 * 60 * 1000

export interface SamlTestParts {
  readonly outbound: Outbound
  readonly now: number
  /** Begins a sign-in, as a person would. */
  begin(idp: ConnectedIdp<SamlSettings>): Promise<Hop>
}

export const testSamlConnection = async (
  idp: ConnectedIdp<SamlSettings>,
  parts: SamlTestParts,
): Promise<readonly Finding[]> => [
  ...idp.settings.certificates.map((text, index) => certificate(text, index, parts.now)),
  ...(idp.settings.sign_requests ? [ownKey(idp)] : []),
  await signOnService(idp, parts),
  singleLogout(idp),
  {
    check: 'addresses',
    ok: true,
    detail: `At the identity provider, set the entity id (audience) ${idp.addresses.metadata} and the assertion consumer service ${idp.addresses.acs}, or give it our metadata from the first of these addresses. Its single logout goes to ${idp.addresses.slo}. Sign-ins that begin at the identity provider ${idp.settings.idp_initiated ? 'become a request of ours' : 'are refused'}.`,
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
      mend: 'Let the identity provider sign with an RSA key of at least 2048 bits.',
    }
  const left = validToDate.getTime() - now
  const day = validToDate.toISOString().slice(0, 10)
  if (left >= SOON) return { check, ok: true, detail: `Valid until ${day}.` }
  // Signatures are checked by the key: a sign-in goes on whatever the certificate's date is.
  return {
    check,
    ok: true,
    detail: `It ${left < 0 ? 'expired' : 'expires'} on ${day}. Sign-ins go on as long as the identity provider signs with its key.`,
    mend: 'Add the new certificate beside it now; remove the old one after the identity provider has changed over.',
  }
}

/** Sends a request as a person's browser would, and looks at nothing but the status: a sign-on page is for people. */
const signOnService = async (
  idp: ConnectedIdp<SamlSettings>,
  { outbound, begin }: SamlTestParts,
): Promise<Finding> => {
  const check = 'sso_url'
  const url = idp.settings.sso_url
  try {
    const { status } = await send(outbound, await begin(idp))
    if (status < 400 || status === 401 || status === 403)
      return { check, ok: true, detail: `${url} answered ${status} to a sign-in request.` }
    return {
      check,
      ok: false,
      detail: `${url} answered ${status} to a sign-in request.`,
      mend: 'Check the address of the single sign-on service, and that the identity provider knows our entity id (audience).',
    }
  } catch (error) {
    if (!(error instanceof OutboundFailed)) throw error
    return notAsked(check, url, error)
  }
}

const send = async (outbound: Outbound, hop: Hop): Promise<Response> =>
  'redirect' in hop
    ? outbound(hop.redirect)
    : outbound(hop.post.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(hop.post.fields).toString(),
      })

/** People's browsers go there, not this service: an address that is closed to it may be right all the same. */
const notAsked = (check: string, url: string, { reason, message }: OutboundFailed): Finding =>
  reason === 'address' && url.startsWith('https:')
    ? {
        check,
        ok: true,
        detail: `This service could not try ${url}: ${message}. People's browsers must reach it.`,
        mend: 'Check the spelling of the host name. To have it tried, ask the operator to add its network to KASBAH_OUTBOUND_NETWORKS.',
      }
    : {
        check,
        ok: false,
        detail: `${url} could not be asked: ${message}.`,
        mend: 'Use the https address of the single sign-on service, and check that the identity provider is up.',
      }

/** Not tried: a request that names nobody may end somebody's session there all the same. */
const singleLogout = ({ settings, secrets, certificate: own }: ConnectedIdp<SamlSettings>): Finding => {
  const check = 'single_logout'
  const { slo_url, sign_out } = settings
  const far = sign_out
    ? 'and out there when they sign out here'
    : 'and stay signed in there when they sign out here'
  if (slo_url !== undefined && secrets.sp_key && own)
    return {
      check,
      ok: true,
      detail: `People are signed out here when they sign out there, ${far}. Messages go to ${slo_url}.`,
    }
  if (slo_url === undefined && !sign_out)
    return {
      check,
      ok: true,
      detail: 'It has no single logout service: its signing out ends sessions here and is not answered.',
    }
  return {
    check,
    ok: false,
    detail:
      slo_url === undefined ? 'sign_out is on, and there is no slo_url.' : 'There is no key to sign with.',
    mend: 'Import the metadata of the identity provider, which has its single logout service, and save it again.',
  }
}

const ownKey = ({ secrets, certificate: own }: ConnectedIdp<SamlSettings>): Finding =>
  secrets.sp_key && own
    ? { check: 'sign_requests', ok: true, detail: 'Requests are signed with the key of our metadata.' }
    : {
        check: 'sign_requests',
        ok: false,
        detail: 'Requests are to be signed, and there is no key.',
        mend: 'Save the identity provider again: a key is made.',
      }
