/** Opens the response around an assertion: decodes it, screens it, and checks what it says of itself. */
import type { SamlSettings } from '../../src/model/saml-settings.ts'
import type { ConnectedIdp } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { decryptElement, isMalleable } from './decrypt.ts'
import { type Screened, SignatureRefused, screen } from './screen.ts'
import { attribute, child, textOf, XmlRefused } from './xml.ts'

const LONGEST = 524_288
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'

export interface OpenedResponse {
  /** The elements that carry a signature: each of them must be good. */
  readonly signed: Screened['signed']
  readonly signatures: readonly Element[]
  /** What is to be verified, base64: the response as it came, or with its assertion opened. */
  readonly encoded: string
  /** Whether it was hidden by a cipher under which its text can be changed blindly. */
  readonly malleable: boolean
}

/**
 * The one answer for everything that can be wrong with a text hidden by CBC, up to its signature: who changes its bytes and asks again
 * must not learn whether what comes out is XML, or they read it byte by byte.
 */
export const unopened = (cause: unknown): XmlRefused =>
  new XmlRefused('what is encrypted in it cannot be opened, or is not signed by the identity provider', {
    cause,
  })

/** @throws SignInRefused, XmlRefused, SignatureRefused */
export const openResponse = (
  answer: URLSearchParams,
  idp: ConnectedIdp<SamlSettings>,
  requestId: string,
): OpenedResponse => {
  const xml = decode(answer)
  const screened = screen(xml)
  checkStatus(screened.response)
  checkResponse(screened, idp, requestId)
  if (!screened.encrypted) {
    if (!screened.assertion) throw new SignInRefused('answer_invalid', 'The response holds no assertion.')
    demand(screened, idp.settings)
    const { signed, signatures } = screened
    return { encoded: encode(xml), signed, signatures, malleable: false }
  }
  const malleable = isMalleable(screened.encrypted)
  try {
    return { ...opened(xml, screened, idp), malleable }
  } catch (error) {
    throw malleable && !(error instanceof SignInRefused) ? unopened(error) : error
  }
}

const encode = (xml: string): string => Buffer.from(xml).toString('base64')

const decode = (answer: URLSearchParams): string => {
  const all = answer.getAll('SAMLResponse')
  const base64 = all[0]?.replace(/\s+/g, '') ?? ''
  if (
    all.length !== 1 ||
    base64.length === 0 ||
    base64.length > LONGEST ||
    !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)
  )
    throw new SignInRefused('answer_invalid', 'There is not one SAML response of a sensible size.')
  const bytes = Buffer.from(base64, 'base64')
  const xml = bytes.toString('utf8')
  if (!Buffer.from(xml).equals(bytes)) throw new XmlRefused('it is not UTF-8')
  return xml
}

const checkStatus = (response: Element): void => {
  const status = child(response, 'samlp', 'Status')
  const code = status && child(status, 'samlp', 'StatusCode')
  if (attribute(code, 'Value') === SUCCESS) return
  const inner = code && attribute(child(code, 'samlp', 'StatusCode'), 'Value')
  const said = [attribute(code, 'Value'), inner]
    .map(value => value?.replace(/^.*:/, '').replace(/[^A-Za-z]/g, ''))
    .filter(Boolean)
  const message = status && textOf(child(status, 'samlp', 'StatusMessage'))
  const words = message?.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, ' ').slice(0, 200)
  throw new SignInRefused(
    'idp_refused',
    `It said: ${[...said, words].filter(Boolean).join(', ') || 'nothing'}.`,
  )
}

const checkResponse = (
  { response, signed }: Screened,
  { settings, addresses }: ConnectedIdp<SamlSettings>,
  requestId: string,
): void => {
  const issuer = child(response, 'saml', 'Issuer')
  if (issuer && textOf(issuer) !== settings.entity_id)
    throw new SignInRefused('answer_issuer', 'The response names another issuer.')
  const destination = attribute(response, 'Destination')
  if (destination === undefined ? signed.response : destination !== addresses.acs)
    throw new SignInRefused('answer_recipient', 'The response was sent to another address.')
  if (attribute(response, 'InResponseTo') !== requestId)
    throw new SignInRefused('answer_unexpected', 'The response answers another request, or none.')
}

const demand = ({ signed }: Screened, settings: SamlSettings): void => {
  const { response, assertion } = signed
  const enough = {
    either: response || assertion,
    both: response && assertion,
    response,
    assertion,
  }[settings.signed]
  if (!enough) throw new SignatureRefused('it is not signed where the settings demand it')
}

/**
 * An encrypted assertion is opened and screened like any other. A signature of the response covers the encrypted form and
 * is verified on it; otherwise the opened assertion takes its place and must be signed itself.
 */
const opened = (
  xml: string,
  { encrypted, signed, signatures }: Screened,
  { settings, secrets }: ConnectedIdp<SamlSettings>,
): Omit<OpenedResponse, 'malleable'> => {
  if (!encrypted || !secrets.sp_key)
    throw new SignInRefused('idp_misconfigured', 'The assertion is encrypted, and we have no key to open it.')
  const assertion = decryptElement(encrypted, secrets.sp_key).replace(/^\uFEFF?\s*<\?xml[^?]*\?>/, '')
  const shown =
    /<(?:[A-Za-z0-9_.-]+:)?EncryptedAssertion[\s>][\s\S]*<\/(?:[A-Za-z0-9_.-]+:)?EncryptedAssertion\s*>/
  const whole = xml.replace(shown, () => assertion)
  const inside = screen(whole)
  if (!inside.assertion) throw new XmlRefused('what is encrypted is not an assertion')
  const all = { response: signed.response, assertion: inside.signed.assertion }
  demand({ ...inside, signed: all }, settings)
  return {
    encoded: encode(signed.response ? xml : whole),
    signed: all,
    // The response's own signature covers the encrypted form: it is the one of the text that came.
    signatures: [...signatures, ...inside.signatures.filter(one => one.parentNode === inside.assertion)],
  }
}
