/** What a provider may put into an ID token to deceive, and the refusal that each must meet. */
import { createHmac } from 'node:crypto'
import type { SignInRefusal } from '../../src/model/refusals.ts'
import { HOUR, nowSeconds, type OidcIdp } from './oidc-idp.ts'
import { b64 } from './oidc-world.ts'

/** The provider that is asked, and the other one. */
export interface Pair {
  readonly alpha: OidcIdp
  readonly beta: OidcIdp
}

export const lies: readonly (readonly [
  string,
  SignInRefusal,
  (claims: Record<string, unknown>) => Record<string, unknown>,
])[] = [
  ['no nonce', 'answer_nonce', ({ nonce, ...rest }) => rest],
  ['a wrong nonce', 'answer_nonce', claims => ({ ...claims, nonce: 'stolen' })],
  ['another issuer', 'answer_issuer', claims => ({ ...claims, iss: 'https://evil.example' })],
  ['an issuer with a slash more', 'answer_issuer', claims => ({ ...claims, iss: `${claims.iss}/` })],
  ['another audience', 'answer_audience', claims => ({ ...claims, aud: 'someone-else' })],
  ['no audience', 'answer_audience', ({ aud, ...rest }) => rest],
  ['a further audience without azp', 'answer_audience', claims => ({ ...claims, aud: [claims.aud, 'x'] })],
  ['azp of another', 'answer_audience', claims => ({ ...claims, aud: [claims.aud, 'x'], azp: 'x' })],
  ['an expiry in the past', 'answer_expired', claims => ({ ...claims, exp: nowSeconds() - HOUR })],
  ['no expiry', 'answer_expired', ({ exp, ...rest }) => rest],
  ['no time of issue', 'answer_expired', ({ iat, ...rest }) => rest],
  ['a beginning in the future', 'answer_expired', claims => ({ ...claims, nbf: nowSeconds() + HOUR })],
  ['no subject', 'answer_subject', ({ sub, ...rest }) => rest],
  ['an empty subject', 'answer_subject', claims => ({ ...claims, sub: '' })],
  ['a subject that is no text', 'answer_subject', claims => ({ ...claims, sub: 7 })],
]

/** Ways of making the token of its claims that no key of the provider has vouched for. */
export const signatures: readonly (readonly [
  string,
  (world: Pair, claims: object) => string | Promise<string>,
])[] = [
  ['alg none', (_w, claims) => `${b64({ alg: 'none' })}.${b64(claims)}.`],
  ['alg none and a signature', (_w, claims) => `${b64({ alg: 'none' })}.${b64(claims)}.AAAA`],
  [
    'HS256 with the public key',
    (world, claims) => {
      const head = `${b64({ alg: 'HS256', kid: world.alpha.publicKey().kid })}.${b64(claims)}`
      return `${head}.${createHmac('sha256', JSON.stringify(world.alpha.publicKey())).update(head).digest('base64url')}`
    },
  ],
  [
    'HS256 with the client secret',
    (world, claims) => {
      const head = `${b64({ alg: 'HS256' })}.${b64(claims)}`
      return `${head}.${createHmac('sha256', world.alpha.client_secret).update(head).digest('base64url')}`
    },
  ],
  ["the other provider's key", (world, claims) => world.beta.sign({ ...claims })],
  [
    "the other provider's key under a known id",
    (world, claims) => world.beta.sign({ ...claims }, { kid: world.alpha.publicKey().kid }),
  ],
  [
    'claims changed after signing',
    async (world, claims) => {
      const [head, , signature] = (await world.alpha.sign({ ...claims })).split('.')
      return `${head}.${b64({ ...claims, sub: 'admin' })}.${signature}`
    },
  ],
]
