/**
 * Access tokens of the embedded provider as credentials of our own routes. Verification is local: a signature, and what was
 * looked up once and is held until a change of the organisation touches sign-ins or clients. A token holds while its grant
 * does: ending a session, a person's sign-ins or a client deletes the grants in one change of the organisation, and so
 * ends tokens that nobody stored. Does not own: issuing, or what the caller may do.
 */
import { createHash } from 'node:crypto'
import type { JWTVerifyGetKey } from 'jose'
import type { Caller } from '../../model/caller.ts'
import type { ChangeRecord } from '../../model/change.ts'
import type { OrgId, Subject } from '../../model/id.ts'
import type { OidcStore } from '../../ports/oidc-store.ts'
import type { Proof } from './dpop.ts'
import { readToken, type TokenFacts } from './token-facts.ts'

const MAX_HELD = 20_000
const MAX_LENGTH = 8_192
const SHAPE = /^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

export interface TokensParts {
  readonly oidc: OidcStore
  readonly issuer: string
  /** The API's own audience. */
  readonly audience: string
  /** The published keys as they are now. */
  readonly keys: JWTVerifyGetKey
  /** Whether the account has a role; asked at every use. */
  active(org: OrgId, subject: Subject): Promise<boolean>
  /** Whether the address is in one of the networks (CIDR). */
  within(address: string, networks: readonly string[]): boolean
  proves(proof: Proof, token: string, jkt: string): Promise<boolean>
  /** True while what is held in memory may be relied on. */
  trusted(): boolean
  now(): number
}

interface Held {
  readonly facts: TokenFacts
  readonly networks?: readonly string[]
}

export type Tokens = ReturnType<typeof createTokens>

export const createTokens = (parts: TokensParts) => {
  const { oidc, now } = parts
  const held = new Map<string, Held>()
  // A look-up that began before an ending must not be kept after it.
  let epoch = 0

  /** Facts that hold in the store at this moment; nothing of it is cached. */
  const lookUp = async (text: string, audience?: string): Promise<Held | undefined> => {
    const facts = await readToken(text, {
      keys: parts.keys,
      issuer: parts.issuer,
      ...(audience ? { audience } : {}),
    })
    if (!facts) return undefined
    const [client, denied, granted] = await Promise.all([
      oidc.client(facts.client),
      oidc.find('Denial', facts.jti),
      grantHolds(oidc, facts),
    ])
    if (!client || client.org !== facts.org || denied || !granted) return undefined
    if (facts.grant === undefined && client.subject !== facts.subject) return undefined
    return { facts, ...(client.networks ? { networks: client.networks } : {}) }
  }

  const find = async (text: string): Promise<Held | undefined> => {
    const id = createHash('sha256').update(text).digest('base64url')
    const known = parts.trusted() ? held.get(id) : undefined
    if (known) return known
    const began = epoch
    const found = await lookUp(text, parts.audience)
    if (found && began === epoch) {
      if (held.size >= MAX_HELD) held.clear()
      held.set(id, found)
    }
    return found
  }

  /**
   * The caller behind a token presented from `address`; undefined when it is not one of ours for this API, or not any more.
   * @param proof what came with `Authorization: DPoP`; a token bound to a key is worth nothing without it, and an unbound one nothing with it
   */
  const verify = async (text: string, address: string, proof?: Proof): Promise<Caller | undefined> => {
    if (text.length > MAX_LENGTH || !SHAPE.test(text)) return undefined
    const found = await find(text)
    if (!found || found.facts.exp * 1000 <= now()) return undefined
    const { facts, networks } = found
    if (networks && !parts.within(address, networks)) return undefined
    if ((facts.jkt === undefined) !== (proof === undefined)) return undefined
    if (!(await parts.active(facts.org, facts.subject))) return undefined
    if (proof && facts.jkt !== undefined && !(await parts.proves(proof, text, facts.jkt))) return undefined
    return {
      kind: 'account',
      org: facts.org,
      subject: facts.subject,
      scopes: facts.scopes,
      via: 'token',
      credential: facts.jti,
    }
  }

  /** What an access token for any audience says, when it is still good: for the token's own client to ask. */
  const inspect = async (text: string): Promise<TokenFacts | undefined> => {
    if (text.length > MAX_LENGTH || !SHAPE.test(text)) return undefined
    const found = await lookUp(text)
    if (!found || !(await parts.active(found.facts.org, found.facts.subject))) return undefined
    return found.facts
  }

  const follow = (change: ChangeRecord): void => {
    if (!change.touched.some(kind => kind === 'sign_in' || kind === 'client' || kind === 'organisation'))
      return
    epoch += 1
    for (const [id, { facts }] of held) if (facts.org === change.org) held.delete(id)
  }

  const forget = (): void => {
    epoch += 1
    held.clear()
  }

  return { verify, inspect, follow, forget }
}

const grantHolds = async (oidc: OidcStore, { grant, sub, client }: TokenFacts): Promise<boolean> => {
  if (grant === undefined) return true
  const record = await oidc.find('Grant', grant)
  return record?.account === sub && record.client === client
}
