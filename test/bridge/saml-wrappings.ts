/** The eight ways of wrapping a signed element in a forged one, and two more. */
import { SAMLP, type Said } from './saml-idp.ts'

const SIGNATURE = /<ds:Signature[\s\S]*?<\/ds:Signature>/
const ASSERTION = /<saml:Assertion[\s\S]*<\/saml:Assertion>/

/** The same element with another person and, unless told otherwise, another id and no signature. */
const forged = (xml: string, id: string): string =>
  xml
    .replace(SIGNATURE, '')
    .replace(new RegExp(`ID="${id}"`), 'ID="_forged"')
    .replaceAll('ann@alpha.example', 'eve@alpha.example')

const parts = (xml: string) => ({
  signature: SIGNATURE.exec(xml)?.[0] ?? '',
  assertion: ASSERTION.exec(xml)?.[0] ?? '',
})

const into = (signature: string, what: string): string =>
  signature.replace('</ds:Signature>', `<ds:Object>${what}</ds:Object></ds:Signature>`)

export type Wrapping = (xml: string, said: Said) => string

export const ofResponses: Record<string, Wrapping> = {
  'the signed response in an object of the signature of a forged one': (xml, { responseId }) => {
    const { signature } = parts(xml)
    const original = xml.replace(SIGNATURE, '')
    return forged(xml, responseId).replace('<samlp:Status>', `${into(signature, original)}<samlp:Status>`)
  },
  'the signed response beside its signature in a forged one': (xml, { responseId }) => {
    const { signature } = parts(xml)
    const original = xml.replace(SIGNATURE, '')
    return forged(xml, responseId).replace('<samlp:Status>', `${original}${signature}<samlp:Status>`)
  },
}

export const ofAssertions: Record<string, Wrapping> = {
  'a forged assertion before the signed one': (xml, { assertionId }) => {
    const { assertion } = parts(xml)
    return xml.replace(assertion, () => forged(assertion, assertionId) + assertion)
  },
  'the signed assertion inside a forged one': (xml, { assertionId }) => {
    const { assertion } = parts(xml)
    return xml.replace(assertion, () =>
      forged(assertion, assertionId).replace('</saml:Assertion>', () => `${assertion}</saml:Assertion>`),
    )
  },
  'the signature moved into a forged assertion, the signed one behind it': (xml, { assertionId }) => {
    const { assertion, signature } = parts(xml)
    const evil = forged(assertion, assertionId).replace('<saml:Subject>', () => `${signature}<saml:Subject>`)
    return xml.replace(assertion, () => evil + assertion.replace(SIGNATURE, ''))
  },
  'the signed assertion inside its signature inside a forged one': (xml, { assertionId }) => {
    const { assertion, signature } = parts(xml)
    const original = assertion.replace(SIGNATURE, '')
    const wrapped = signature.replace('</ds:Signature>', () => `${original}</ds:Signature>`)
    const evil = forged(assertion, assertionId).replace('<saml:Subject>', () => `${wrapped}<saml:Subject>`)
    return xml.replace(assertion, () => evil)
  },
  'a forged assertion with the same id in the extensions': (xml, { assertionId }) => {
    const { assertion } = parts(xml)
    const evil = forged(assertion, assertionId).replace('_forged', assertionId)
    return xml.replace('<samlp:Status>', () => `<samlp:Extensions>${evil}</samlp:Extensions><samlp:Status>`)
  },
  'the signed assertion in an object of the signature of a forged one': (xml, { assertionId }) => {
    const { assertion, signature } = parts(xml)
    const wrapped = into(signature, assertion.replace(SIGNATURE, ''))
    const evil = forged(assertion, assertionId).replace('<saml:Subject>', () => `${wrapped}<saml:Subject>`)
    return xml.replace(assertion, () => evil)
  },
  'a forged assertion under another prefix and namespace': (xml, { assertionId }) => {
    const { assertion } = parts(xml)
    const evil = forged(assertion, assertionId)
      .replaceAll('saml:', 'x:')
      .replace('xmlns:x=', 'xmlns:x="urn:x" xmlns:saml=')
    return xml.replace(assertion, () => evil + assertion)
  },
  'the whole signed response inside a forged one': (xml, { assertionId }) => {
    const { assertion } = parts(xml)
    return xml.replace(
      assertion,
      () => `<samlp:Wrap xmlns:samlp="${SAMLP}">${assertion}</samlp:Wrap>${forged(assertion, assertionId)}`,
    )
  },
}
