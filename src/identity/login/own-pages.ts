/** How our own pages know who is in front of them: by the browser's session, after a sign-in like any application's. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { PAGES_ID } from '../../model/client.ts'
import type { OrgId, Subject } from '../../model/id.ts'
import { parseAccountId } from '../../model/identity.ts'
import type { IdpSignIn } from '../../ports/idp-sign-in.ts'
import type { PAGES_PATHS } from '../clients/known-clients.ts'
import { MOUNT } from '../mount/paths.ts'
import type { RoomParts } from '../parts.ts'

export interface SignedInParts extends Pick<RoomParts, 'active'> {
  readonly idpSignIn: Pick<IdpSignIn, 'holds'>
  readonly provider: () => Provider
}

/** A person who is signed in with this browser. */
export interface SignedInHere {
  readonly org: OrgId
  readonly subject: Subject
  /** The session's own id, as the list of sessions has it. */
  readonly session: string
}

export interface SignInWish {
  readonly back: (typeof PAGES_PATHS)[number]
  readonly org?: OrgId
  readonly idp_hint?: string
  readonly login_hint?: string
  /** Comes back with the browser; random when absent. */
  readonly state?: string
  /** Asks again, although somebody is signed in. */
  readonly another?: boolean
}

/** Undefined for nobody, and for somebody whose account has ended or is disabled. */
export const createSignedIn =
  (parts: SignedInParts) =>
  async (req: IncomingMessage, res: ServerResponse): Promise<SignedInHere | undefined> => {
    const { Session } = parts.provider()
    // Outside the library's own paths a session is found by these three.
    const { accountId, uid } = await Session.get({ req, res, secure: false } as never)
    const place = parseAccountId(accountId ?? '')
    if (!place || !(await parts.active(place.org, place.subject))) return undefined
    return (await parts.idpSignIn.holds(place.org, place.subject)) ? { ...place, session: uid } : undefined
  }
export type SignedIn = ReturnType<typeof createSignedIn>

/** Where to send the browser to sign in; it comes back to `back`. */
export const createSignInAddress =
  (publicUrl: URL) =>
  ({ back, org, idp_hint, login_hint, another, state }: SignInWish): string => {
    const asked = {
      client_id: PAGES_ID,
      response_type: 'none',
      scope: 'openid',
      redirect_uri: publicUrl.origin + back,
      state: state ?? randomBytes(16).toString('base64url'),
      ...(org === undefined ? {} : { org }),
      ...(idp_hint === undefined ? {} : { idp_hint }),
      ...(login_hint === undefined ? {} : { login_hint }),
      ...(another ? { prompt: 'login' } : {}),
    }
    return `${MOUNT}/auth?${new URLSearchParams(asked)}`
  }
