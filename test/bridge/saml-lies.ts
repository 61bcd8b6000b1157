/** What a SAML provider may say to deceive, each of it properly signed; and signatures that are not good enough. */
import type { SignInRefusal } from '../../src/model/refusals.ts'
import type { BridgeAddresses } from '../../src/ports/idp-protocol.ts'
import { DS, newId, type Said, type SignHow } from './saml-idp.ts'
import { keys } from './saml-world.ts'

const EVIL = 'https://evil.example'

/** What an answer says of itself, and the refusal that it must meet. @param foreign the addresses of the other tenant */
export const liesOf = (
  foreign: Pick<BridgeAddresses, 'acs' | 'metadata'>,
): readonly (readonly [string, SignInRefusal, Partial<Said>])[] => [
  [
    'no request at all (unsolicited)',
    'answer_unexpected',
    { inResponseTo: undefined, confirmedRequest: undefined },
  ],
  [
    'a request of another transaction',
    'answer_unexpected',
    { inResponseTo: newId(), confirmedRequest: newId() },
  ],
  ['another request in the confirmation', 'answer_unexpected', { confirmedRequest: newId() }],
  ['no request in the confirmation', 'answer_unexpected', { confirmedRequest: undefined }],
  ['another destination', 'answer_recipient', { destination: `${EVIL}/acs` }],
  ['another recipient', 'answer_recipient', { recipient: `${EVIL}/acs` }],
  ["the other tenant's address as recipient", 'answer_recipient', { recipient: foreign.acs }],
  ['another audience', 'answer_audience', { audience: EVIL }],
  ["the other tenant's entity id as audience", 'answer_audience', { audience: foreign.metadata }],
  ['another issuer of the response', 'answer_issuer', { responseIssuer: EVIL }],
  ['another issuer of the assertion', 'answer_issuer', { entityId: EVIL }],
  ['an end in the past', 'answer_expired', { notOnOrAfter: -120 }],
  ['a beginning in the future', 'answer_expired', { notBefore: 120 }],
  [
    'another way of confirming',
    'answer_recipient',
    { method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' },
  ],
  ['no name', 'answer_subject', { nameId: '' }],
  ['a name of elements', 'answer_subject', { nameId: '<b>ann</b>' }],
]
export const ways: readonly (readonly [string, Partial<SignHow>])[] = [
  ["the other provider's key", { key: keys.beta }],
  ['SHA-1 in the signature', { algorithm: `${DS}rsa-sha1` }],
  ['SHA-1 in the digest', { digest: `${DS}sha1` }],
  ['inclusive canonicalization', { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }],
  ['no enveloped transform', { transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#'] }],
]
