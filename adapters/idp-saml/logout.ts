/** SAML's single logout: what a signed message says, checked, and the messages that we send. */
import { createHash, randomBytes } from 'node:crypto'
import { type Hop, SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { LogoutAnswer, LogoutMessage, LogoutRequest } from '../../src/ports/single-logout.ts'
import { pemOf } from './certificate.ts'
import { decryptElement } from './decrypt.ts'
import { instantOf } from './instant.ts'
import { namedIn, printLogoutRequest, printLogoutResponse } from './logout-text.ts'
import { openPost, postWith } from './post-binding.ts'
import { type Opened, openRedirect, redirectWith } from './redirect-binding.ts'
import { refusalOf } from './refusal.ts'
import type { SamlIdp } from './saml.ts'
import { attribute, child, children, exactTextOf, isNamed, parseXml, textOf, XmlRefused } from './xml.ts'

/** A request that states no end, or a late one, is good for so long. Milliseconds. */
const FRESH = 5 * 60_000
const MOST_SESSIONS = 100
const LONGEST_RELAY = 1_024

export interface ToRead {
  readonly idp: SamlIdp
  readonly message: LogoutMessage
  /** Milliseconds since 1970. */
  readonly now: number
}

const NOTHING = 'Nobody was signed out by it'

/** @throws SignInRefused */
export const readLogoutRequest = async (given: ToRead): Promise<LogoutRequest> => {
  try {
    const { root, relay } = opened(given, 'LogoutRequest')
    const id = idOf(root)
    return {
      id,
      ...(relay === undefined ? {} : { relay }),
      name_id: nameOf(root, given.idp),
      sessions: sessionsOf(root),
      once: { id, until: new Date(goodUntil(root, given)) },
    }
  } catch (error) {
    throw explained(refusalOf(error), NOTHING)
  }
}

/** @throws SignInRefused */
export const readLogoutAnswer = async ({
  state,
  ...given
}: ToRead & { readonly state: string }): Promise<LogoutAnswer> => {
  try {
    const { root, relay } = opened(given, 'LogoutResponse')
    if (relay !== state || attribute(root, 'InResponseTo') !== requestIdOf(state))
      throw new SignInRefused('answer_unexpected', 'It answers another request.')
    goodUntil(root, given)
    return { outcome: outcomeOf(root) }
  } catch (error) {
    throw refusalOf(error)
  }
}

const explained = ({ code, detail, cause }: SignInRefused, what: string): SignInRefused =>
  new SignInRefused(code, `${what}. ${detail.replace(/^The answer/, 'The request')}`, cause)

/** Our request's id follows from its state, which nobody but this browser and the IdP learns. */
const requestIdOf = (state: string): string =>
  `_${createHash('sha256').update(`logout ${state}`).digest('hex')}`

const opened = (
  { idp, message }: ToRead,
  name: 'LogoutRequest' | 'LogoutResponse',
): { readonly root: Element; readonly relay?: string } => {
  const { settings, addresses } = idp
  const certificates = settings.certificates.map(pemOf).filter(pem => pem !== undefined)
  const open = message.binding === 'redirect' ? openRedirect : openPost
  const { carried, xml, relay } = open(message.text, certificates)
  const root = parseXml(xml)
  const expected = name === 'LogoutRequest' ? 'SAMLRequest' : 'SAMLResponse'
  if (carried !== expected || !isNamed(root, 'samlp', name) || attribute(root, 'Version') !== '2.0')
    throw new XmlRefused(`it is not a ${name} of SAML 2.0`)
  if (textOf(child(root, 'saml', 'Issuer')) !== settings.entity_id)
    throw new SignInRefused('answer_issuer', 'It names another issuer.')
  if (attribute(root, 'Destination') !== addresses.slo)
    throw new SignInRefused('answer_recipient', 'It was sent to another address.')
  if (relay !== undefined && relay.length > LONGEST_RELAY) throw new XmlRefused('its RelayState is too long')
  return { root, ...(relay === undefined ? {} : { relay }) }
}

const idOf = (root: Element): string => {
  const id = attribute(root, 'ID')
  if (!id || id.length > 256) throw new XmlRefused('it has no usable id')
  return id
}

/** Until when it counts, in milliseconds. @throws SignInRefused for one that counts no more, or not yet */
const goodUntil = (root: Element, { idp, now }: ToRead): number => {
  const skew = idp.settings.clock_skew * 1000
  const [issued, end] = ['IssueInstant', 'NotOnOrAfter'].map(name => {
    const text = attribute(root, name)
    const at = text === undefined ? undefined : instantOf(text)
    if (text !== undefined && at === undefined) throw new XmlRefused(`it states a ${name} that is no time`)
    return at
  })
  if (issued === undefined) throw new XmlRefused('it does not say when it was made')
  const until = Math.min(end ?? Number.POSITIVE_INFINITY, issued + FRESH) + skew
  if (issued > now + skew || until <= now)
    throw new SignInRefused('answer_expired', 'It has expired, or is dated in the future.')
  return until
}

const nameOf = (root: Element, { secrets, addresses }: SamlIdp): string => {
  const sealed = child(root, 'saml', 'EncryptedID')
  const shown = child(root, 'saml', 'NameID')
  if ((sealed === undefined) === (shown === undefined)) throw new XmlRefused('it names not one person')
  if (sealed && !secrets.sp_key) throw new XmlRefused('what names the person is encrypted')
  const nameId = sealed ? parseXml(decryptElement(sealed, secrets.sp_key ?? '')) : shown
  if (!nameId || !isNamed(nameId, 'saml', 'NameID')) throw new XmlRefused('it names not one person')
  const service = attribute(nameId, 'SPNameQualifier')
  if (service !== undefined && service !== addresses.metadata)
    throw new SignInRefused('answer_audience', 'It names somebody of another service.')
  const name = exactTextOf(nameId)
  if (!name || name.length > 1024) throw new XmlRefused('it names nobody')
  return name
}

const sessionsOf = (root: Element): string[] => {
  const sessions = children(root, 'samlp', 'SessionIndex').map(one => textOf(one) ?? '')
  if (sessions.length > MOST_SESSIONS || sessions.some(one => one === '' || one.length > 512))
    throw new XmlRefused('its sessions cannot be read')
  return sessions
}

const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:'

const outcomeOf = (root: Element): LogoutAnswer['outcome'] => {
  const status = child(root, 'samlp', 'Status')
  const code = status && child(status, 'samlp', 'StatusCode')
  const inner = code && attribute(child(code, 'samlp', 'StatusCode'), 'Value')
  if (inner === `${STATUS}PartialLogout`) return 'partial'
  return attribute(code, 'Value') === `${STATUS}Success` ? 'whole' : 'failed'
}

export interface ToSignOut {
  readonly idp: SamlIdp
  readonly hint: string
  readonly state: string
  readonly now: number
}

/** Undefined where the IdP has no such address, the settings do not want it, or nothing could be signed. */
export const signOutAt = async ({ idp, hint, state, now }: ToSignOut): Promise<Hop | undefined> => {
  const { slo_url, sign_out } = idp.settings
  if (!sign_out || slo_url === undefined) return undefined
  const xml = printLogoutRequest(
    { id: requestIdOf(state), issuer: idp.addresses.metadata, destination: slo_url, now },
    namedIn(hint),
  )
  return sent(idp, slo_url, { carried: 'SAMLRequest', xml, relay: state })
}

export interface ToReply {
  readonly idp: SamlIdp
  readonly to: Pick<LogoutRequest, 'id' | 'relay'>
  readonly now: number
}

/** Undefined where the IdP has no such address. */
export const replyTo = async ({ idp, to, now }: ToReply): Promise<Hop | undefined> => {
  const destination = idp.settings.slo_response_url ?? idp.settings.slo_url
  if (destination === undefined) return undefined
  const id = `_${randomBytes(20).toString('hex')}`
  const xml = printLogoutResponse({ id, issuer: idp.addresses.metadata, destination, now }, to.id)
  return sent(idp, destination, {
    carried: 'SAMLResponse',
    xml,
    ...(to.relay === undefined ? {} : { relay: to.relay }),
  })
}

const sent = ({ settings, secrets, certificate }: SamlIdp, url: string, message: Opened): Hop | undefined => {
  const key = secrets.sp_key
  if (!key || !certificate) return undefined
  return settings.slo_binding === 'post'
    ? { post: { url, fields: postWith(message, { key, certificate }) } }
    : { redirect: redirectWith(url, message, key) }
}
