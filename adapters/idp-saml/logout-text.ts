/** Logout messages as text. */
import { NS } from './xml.ts'

/** A person as an IdP named them at sign-in: the words are given back as they came. */
export interface Named {
  readonly name: string
  readonly format?: string
  readonly name_qualifier?: string
  readonly sp_name_qualifier?: string
  readonly session?: string
}

/** What waits for the person to sign out. */
export const logoutHintOf = (named: Named): string => JSON.stringify(named)
/** What {@link logoutHintOf} made. */
export const namedIn = (hint: string): Named => JSON.parse(hint) as Named

export interface Envelope {
  readonly id: string
  /** Us. */
  readonly issuer: string
  readonly destination: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The IdP may take as long for it. */
const GOOD_FOR = 5 * 60_000

export const printLogoutRequest = (envelope: Envelope, named: Named): string => {
  const about = attributes({
    Format: named.format,
    NameQualifier: named.name_qualifier,
    SPNameQualifier: named.sp_name_qualifier,
  })
  const session =
    named.session === undefined ? '' : `<samlp:SessionIndex>${escaped(named.session)}</samlp:SessionIndex>`
  const more = attributes({ NotOnOrAfter: new Date(envelope.now + GOOD_FOR).toISOString() })
  return message(
    'LogoutRequest',
    envelope,
    more,
    `<saml:NameID${about}>${escaped(named.name)}</saml:NameID>${session}`,
  )
}

export const printLogoutResponse = (envelope: Envelope, to: string): string =>
  message(
    'LogoutResponse',
    envelope,
    attributes({ InResponseTo: to }),
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
  )

const message = (
  name: string,
  { id, issuer, destination, now }: Envelope,
  more: string,
  inside: string,
): string =>
  `<samlp:${name} xmlns:samlp="${NS.samlp}" xmlns:saml="${NS.saml}"${attributes({
    ID: id,
    Version: '2.0',
    IssueInstant: new Date(now).toISOString(),
    Destination: destination,
  })}${more}><saml:Issuer>${escaped(issuer)}</saml:Issuer>${inside}</samlp:${name}>`

const attributes = (all: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(value ?? '')}"`)
    .join('')

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, one => `&#${one.charCodeAt(0)};`)
