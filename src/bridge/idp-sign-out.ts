/**
 * Signs a person out at their identity provider (IdP) after they signed out here. The ID token by which the IdP knows the person
 * waits sealed in the store, under a cookie that only the end-session address receives; the address to go to next waits under a
 * state. The session here has ended before, so an IdP that does not answer keeps nobody signed in.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Sealer } from '../identity/sealer.ts'
import { type OrgId, OrgRef } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import { type SignedOut, SignInRefused } from '../ports/idp-sign-in.ts'
import type { OidcStore } from '../ports/oidc-store.ts'
import type { IdpClient } from './idp-client.ts'

export interface SignOutParts {
  readonly origin: string
  readonly oidc: OidcStore
  readonly sealer: Sealer
  enabledIdp(org: OrgId, id: string): Promise<Idp | undefined>
  idpClient(org: OrgId, idp: Idp): IdpClient
  failed(error: unknown): void
  now(): Date
}

/** As long as a session of ours lives. */
const REMEMBERED = 12 * 60 * 60
const AWAY = 10 * 60

const Remembered = z.object({ org: OrgRef, idp: z.string(), hint: z.string() })
const Away = z.object({ org: OrgRef, idp: z.string(), next: z.string() })

const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
const secret = (): string => randomBytes(32).toString('base64url')

export const createIdpSignOut = (parts: SignOutParts) => {
  const secure = parts.origin.startsWith('https:')
  const name = secure ? '__Secure-kasbah_idp' : 'kasbah_idp'
  const cookie = (value: string, seconds: number): string =>
    `${name}=${value}; Path=/oidc/session; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const after = (seconds: number): Date => new Date(parts.now().getTime() + seconds * 1000)

  return {
    /** Keeps the ID token that the IdP will want to see; answers the cookie to set. */
    async remember(org: OrgId, idp: string, hint: string): Promise<string> {
      const key = secret()
      const id = hash(key)
      const payload = { org, idp, hint: parts.sealer.seal(`hint ${id}`, hint) }
      await parts.oidc.upsert({ kind: 'UpstreamSession', id, payload, expires_at: after(REMEMBERED) })
      return cookie(key, REMEMBERED)
    },

    /** Where to go on the way to `next`; undefined when there is no IdP to tell, or it cannot be told. */
    async begin(cookies: string | undefined, next: string): Promise<SignedOut | undefined> {
      const key = new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(cookies ?? '')?.[1]
      if (key === undefined) return undefined
      const id = hash(key)
      const found = Remembered.safeParse((await parts.oidc.find('UpstreamSession', id))?.payload)
      await parts.oidc.destroy('UpstreamSession', id)
      const forget = cookie('', 0)
      if (!found.success) return { forget }
      const { org, idp, hint } = found.data
      try {
        const enabled = await parts.enabledIdp(org, idp)
        const state = secret()
        const hop =
          enabled &&
          (await parts.idpClient(org, enabled).signOut(parts.sealer.open(`hint ${id}`, hint), state))
        if (hop === undefined) return { forget }
        const payload = { org, idp, next }
        await parts.oidc.upsert({
          kind: 'UpstreamRequest',
          id: hash(`out ${state}`),
          payload,
          expires_at: after(AWAY),
        })
        return { hop, forget }
      } catch (error) {
        parts.failed(error)
        return { forget }
      }
    },

    /** Back from the IdP: where the person was going. @throws SignInRefused answer_unexpected */
    async finish(org: OrgId, idp: string, state: string): Promise<string> {
      const id = hash(`out ${state}`)
      const found = Away.safeParse((await parts.oidc.find('UpstreamRequest', id))?.payload)
      const ours = found.success && found.data.org === org && found.data.idp === idp
      if (!ours || !(await parts.oidc.consume('UpstreamRequest', id, parts.now())))
        throw new SignInRefused(
          'answer_unexpected',
          'You are signed out. This answer of the identity provider was not asked for.',
        )
      return found.data.next
    },
  }
}
export type IdpSignOut = ReturnType<typeof createIdpSignOut>
