/** Reads an assertion whose signature was verified: from the very bytes that were signed, with every check that SAML leaves to us. */
import type { SamlSettings } from '../../src/model/idp.ts'
import type { Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { attribute, child, children, isNamed, parseXml, textOf } from './xml.ts'

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

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
  const until = confirmed(assertion, expected)
  checkConditions(assertion, expected)
  const attributes = attributesOf(assertion)
  return {
    ...describe(attributes, expected.settings),
    ...authentication(assertion, expected),
    subject: subjectOf(assertion, attributes, expected.settings),
    once: { id: idOf(assertion), until: new Date(until + expected.settings.clock_skew * 1000) },
  }
}

const idOf = (assertion: Element): string => {
  const id = attribute(assertion, 'ID')
  if (!id || id.length > 256) throw new SignInRefused('answer_invalid', 'The assertion has no usable id.')
  return id
}

const instant = (text: string | undefined): number => {
  const at = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at
}

const inTime = (element: Element, { settings, now }: Expected): boolean => {
  const skew = settings.clock_skew * 1000
  const notBefore = attribute(element, 'NotBefore')
  const notOnOrAfter = attribute(element, 'NotOnOrAfter')
  const begun =
    notBefore === undefined || (instant(notBefore) <= now + skew && Number.isFinite(instant(notBefore)))
  return begun && (notOnOrAfter === undefined || now - skew < instant(notOnOrAfter))
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
  const valid = ours.find(one => attribute(one, 'NotOnOrAfter') !== undefined && inTime(one, expected))
  if (!valid) throw new SignInRefused('answer_expired', 'The assertion may no longer be presented.')
  return instant(attribute(valid, 'NotOnOrAfter'))
}

const checkConditions = (assertion: Element, expected: Expected): void => {
  const conditions = child(assertion, 'saml', 'Conditions')
  if (!conditions) throw new SignInRefused('answer_audience', 'The assertion names no audience.')
  if (!inTime(conditions, expected))
    throw new SignInRefused('answer_expired', 'The assertion is not valid now.')
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
  const end = attribute(statement, 'SessionNotOnOrAfter')
  if (end !== undefined && instant(end) <= expected.now - expected.settings.clock_skew * 1000)
    throw new SignInRefused('answer_expired', 'The session at the identity provider has ended.')
  const context = child(statement, 'saml', 'AuthnContext')
  const acr = context && textOf(child(context, 'saml', 'AuthnContextClassRef'))
  const sid = attribute(statement, 'SessionIndex')
  const at = instant(attribute(statement, 'AuthnInstant'))
  return {
    ...(Number.isFinite(at) ? { auth_time: Math.floor(at / 1000) } : {}),
    ...(acr && acr.length <= 512 ? { acr } : {}),
    ...(sid && sid.length <= 512 ? { sid } : {}),
  }
}

type Values = ReadonlyMap<string, readonly string[]>

/** Values by name, and by friendly name where no name claims it. */
const attributesOf = (assertion: Element): Values => {
  const named = new Map<string, string[]>()
  const friendly = new Map<string, string[]>()
  for (const statement of children(assertion, 'saml', 'AttributeStatement'))
    for (const one of children(statement, 'saml', 'Attribute')) {
      const values = children(one, 'saml', 'AttributeValue')
        .map(value => textOf(value) ?? textOf(child(value, 'saml', 'NameID')))
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
  const [email] = attributes.get(names.email) ?? []
  const [name] = attributes.get(names.name) ?? []
  const stated = attributes.get(names.groups) ?? []
  const groups =
    groups_delimiter === undefined ? stated : stated.flatMap(text => text.split(groups_delimiter))
  return {
    // SAML has no word for "verified": whether the provider is trusted with addresses is the organisation's to say.
    email_verified: false,
    groups: [
      ...new Set(groups.map(group => group.trim()).filter(group => group && group.length <= 512)),
    ].slice(0, 2_000),
    ...(email && email.length <= 320 ? { email } : {}),
    ...(name && name.length <= 200 ? { name } : {}),
  }
}

const subjectOf = (assertion: Element, attributes: Values, { subject_attribute }: SamlSettings): string => {
  const subject = child(assertion, 'saml', 'Subject')
  const nameId = subject && child(subject, 'saml', 'NameID')
  if (subject_attribute === undefined && attribute(nameId, 'Format') === TRANSIENT)
    throw new SignInRefused('answer_subject', 'The NameID is transient: it is another one at every sign-in.')
  const values =
    subject_attribute === undefined ? [textOf(nameId)] : (attributes.get(subject_attribute) ?? [])
  const [value] = values
  if (values.length !== 1 || value === undefined || value.length > 1024)
    throw new SignInRefused(
      'answer_subject',
      subject_attribute === undefined
        ? 'The assertion has no usable NameID.'
        : `The assertion has not one value of ${subject_attribute}.`,
    )
  return value
}
