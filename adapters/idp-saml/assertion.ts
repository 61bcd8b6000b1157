/** Reads an assertion whose signature was verified: from the very bytes that were signed, with every check that SAML leaves to us. */
import type { SamlSettings } from '../../src/model/saml-settings.ts'
import { statedGroups, statedId, statedText } from '../../src/model/stated.ts'
import type { Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { instantOf } from './instant.ts'
import { logoutHintOf } from './logout-text.ts'
import { attribute, child, children, elementsOf, exactTextOf, isNamed, parseXml, textOf } from './xml.ts'

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'

/** What the assertion must agree with. Times in milliseconds. */
export interface Expected {
  readonly settings: SamlSettings
  readonly entityId: string
  readonly acs: string
  readonly requestId: string
  readonly now: number
}

/** @param xml the canonical text that the signature covers @throws SignInRefused, XmlRefused */
export const readAssertion = (xml: string, expected: Expected): Statement => {
  const assertion = parseXml(xml)
  if (!isNamed(assertion, 'saml', 'Assertion') || attribute(assertion, 'Version') !== '2.0')
    throw new SignInRefused('answer_invalid', 'What is signed is not an assertion.')
  if (textOf(child(assertion, 'saml', 'Issuer')) !== expected.settings.entity_id)
    throw new SignInRefused('answer_issuer', 'The assertion names another issuer.')
  pastAt(assertion, 'IssueInstant', expected)
  const until = confirmed(assertion, expected)
  checkConditions(assertion, expected)
  const attributes = attributesOf(assertion)
  const proven = authentication(assertion, expected)
  return {
    ...describe(attributes, expected.settings),
    ...proven,
    ...signingOut(assertion, proven.sid, expected.settings),
    subject: subjectOf(assertion, attributes, expected.settings),
    once: { id: idOf(assertion), until: new Date(until + expected.settings.clock_skew * 1000) },
  }
}

const idOf = (assertion: Element): string => {
  const id = attribute(assertion, 'ID')
  if (!id || id.length > 256) throw new SignInRefused('answer_invalid', 'The assertion has no usable id.')
  return id
}

/** A time that is stated. @throws SignInRefused for a text that is none: what cannot be read limits nothing. */
const instantAt = (element: Element, name: string): number | undefined => {
  const text = attribute(element, name)
  const at = text === undefined ? undefined : instantOf(text)
  if (text !== undefined && at === undefined)
    throw new SignInRefused('answer_invalid', `The assertion states a ${name} that is no time.`)
  return at
}

/** A time that has come: one that SAML demands, and that cannot be in the future. */
const pastAt = (element: Element, name: string, { settings, now }: Expected): number => {
  const at = instantAt(element, name)
  if (at === undefined) throw new SignInRefused('answer_invalid', `The assertion states no ${name}.`)
  if (at > now + settings.clock_skew * 1000)
    throw new SignInRefused('answer_expired', `The assertion states a ${name} in the future.`)
  return at
}

const inTime = (element: Element, { settings, now }: Expected): boolean => {
  const skew = settings.clock_skew * 1000
  const notBefore = instantAt(element, 'NotBefore')
  const notOnOrAfter = instantAt(element, 'NotOnOrAfter')
  const begun = notBefore === undefined || notBefore <= now + skew
  return begun && (notOnOrAfter === undefined || now - skew < notOnOrAfter)
}

/** Whether the bearer may present it here, now, for the request that we sent; answers until when. */
const confirmed = (assertion: Element, expected: Expected): number => {
  const subject = child(assertion, 'saml', 'Subject')
  const bearers = subject
    ? children(subject, 'saml', 'SubjectConfirmation').filter(one => attribute(one, 'Method') === BEARER)
    : []
  const data = bearers
    .map(one => child(one, 'saml', 'SubjectConfirmationData'))
    .filter(one => one !== undefined)
  if (data.length === 0)
    throw new SignInRefused('answer_recipient', 'The assertion is not for the bearer to present.')
  const here = data.filter(one => attribute(one, 'Recipient') === expected.acs)
  if (here.length === 0) throw new SignInRefused('answer_recipient', 'The assertion names another recipient.')
  const ours = here.filter(one => attribute(one, 'InResponseTo') === expected.requestId)
  if (ours.length === 0)
    throw new SignInRefused('answer_unexpected', 'The assertion answers another request.')
  for (const one of ours) {
    const until = instantAt(one, 'NotOnOrAfter')
    if (until !== undefined && inTime(one, expected)) return until
  }
  throw new SignInRefused('answer_expired', 'The assertion may no longer be presented.')
}

/** The conditions that are understood. What a one-time use and a limit for proxies ask is kept here anyway. */
const CONDITIONS = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']

const checkConditions = (assertion: Element, expected: Expected): void => {
  const conditions = child(assertion, 'saml', 'Conditions')
  if (!conditions) throw new SignInRefused('answer_audience', 'The assertion names no audience.')
  if (!inTime(conditions, expected))
    throw new SignInRefused('answer_expired', 'The assertion is not valid now.')
  // SAML core, 2.5.1.1: with a condition that is not understood, nobody can tell whether the assertion holds.
  if (!elementsOf(conditions).every(one => CONDITIONS.some(name => isNamed(one, 'saml', name))))
    throw new SignInRefused('answer_invalid', 'The assertion has a condition that is not understood.')
  const restrictions = children(conditions, 'saml', 'AudienceRestriction')
  const meant = restrictions.every(one =>
    children(one, 'saml', 'Audience').some(audience => textOf(audience) === expected.entityId),
  )
  if (restrictions.length === 0 || !meant)
    throw new SignInRefused('answer_audience', 'The assertion was made for another service.')
}

const authentication = (assertion: Element, expected: Expected) => {
  const [statement] = children(assertion, 'saml', 'AuthnStatement')
  if (!statement) throw new SignInRefused('answer_invalid', 'The assertion states no authentication.')
  const end = instantAt(statement, 'SessionNotOnOrAfter')
  if (end !== undefined && end <= expected.now - expected.settings.clock_skew * 1000)
    throw new SignInRefused('answer_expired', 'The session at the identity provider has ended.')
  const context = child(statement, 'saml', 'AuthnContext')
  const acr = context && textOf(child(context, 'saml', 'AuthnContextClassRef'))
  const sid = attribute(statement, 'SessionIndex')
  return {
    auth_time: Math.floor(pastAt(statement, 'AuthnInstant', expected) / 1000),
    ...(acr && acr.length <= 512 ? { acr } : {}),
    ...(sid && sid.length <= 512 ? { sid } : {}),
  }
}

/** By what name a sign-out will speak of the person, and ours of them. */
const signingOut = (
  assertion: Element,
  session: string | undefined,
  { sign_out, slo_url }: SamlSettings,
): Pick<Statement, 'name_id' | 'hint'> => {
  const subject = child(assertion, 'saml', 'Subject')
  const nameId = subject && child(subject, 'saml', 'NameID')
  const name = exactTextOf(nameId)
  if (name === undefined || name.length > 1024) return {}
  const stated = {
    format: attribute(nameId, 'Format'),
    name_qualifier: attribute(nameId, 'NameQualifier'),
    sp_name_qualifier: attribute(nameId, 'SPNameQualifier'),
    session,
  }
  const named = Object.entries(stated).filter(([, text]) => text !== undefined && text.length <= 1024)
  const hint = logoutHintOf({ name, ...Object.fromEntries(named) })
  return { name_id: name, ...(sign_out && slo_url !== undefined ? { hint } : {}) }
}

type Values = ReadonlyMap<string, readonly string[]>

/** Values by name, and by friendly name where no name claims it. */
const attributesOf = (assertion: Element): Values => {
  const named = new Map<string, string[]>()
  const friendly = new Map<string, string[]>()
  for (const statement of children(assertion, 'saml', 'AttributeStatement'))
    for (const one of children(statement, 'saml', 'Attribute')) {
      const values = children(one, 'saml', 'AttributeValue')
        .map(value => exactTextOf(value) ?? exactTextOf(child(value, 'saml', 'NameID')))
        .filter(value => value !== undefined)
      add(named, attribute(one, 'Name'), values)
      add(friendly, attribute(one, 'FriendlyName'), values)
    }
  return new Map([...friendly, ...named])
}

const add = (to: Map<string, string[]>, name: string | undefined, values: readonly string[]): void => {
  if (name !== undefined) to.set(name, [...(to.get(name) ?? []), ...values])
}

const describe = (attributes: Values, { attributes: names, groups_delimiter }: SamlSettings) => {
  const email = statedText(attributes.get(names.email)?.[0], 320)
  const name = statedText(attributes.get(names.name)?.[0], 200)
  const stated = statedGroups(attributes.get(names.groups) ?? [], groups_delimiter)
  if ('fault' in stated) throw new SignInRefused('idp_misconfigured', stated.fault)
  return {
    // SAML has no word for "verified": whether the IdP is trusted with addresses is the organisation's to say.
    email_verified: false,
    groups: stated.groups,
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
  }
}

const subjectOf = (assertion: Element, attributes: Values, settings: SamlSettings): string => {
  const { subject_attribute } = settings
  const subject = child(assertion, 'saml', 'Subject')
  const nameId = subject && child(subject, 'saml', 'NameID')
  if (subject_attribute === undefined) requireStable(nameId, settings)
  const values =
    subject_attribute === undefined ? [exactTextOf(nameId)] : (attributes.get(subject_attribute) ?? [])
  const value = values.length === 1 ? statedId(values[0], 1024) : undefined
  if (value === undefined)
    throw new SignInRefused(
      'answer_subject',
      subject_attribute === undefined
        ? 'The assertion has no usable NameID.'
        : `The assertion has not one usable value of ${subject_attribute}.`,
    )
  return value
}

/** A NameID that is another one at every sign-in, or may pass to another person, is no key of a person. */
const requireStable = (nameId: Element | undefined, { email_as_subject }: SamlSettings): void => {
  const format = attribute(nameId, 'Format')?.trim()
  if (format === TRANSIENT)
    throw new SignInRefused('answer_subject', 'The NameID is transient: it is another one at every sign-in.')
  const isAddress =
    format?.endsWith(':emailAddress') || (format !== PERSISTENT && /@/.test(textOf(nameId) ?? ''))
  if (isAddress && email_as_subject === false)
    throw new SignInRefused(
      'answer_subject',
      'The NameID is an e-mail address, which can pass to somebody else: let the identity provider send a persistent one, or set subject_attribute or email_as_subject.',
    )
}
