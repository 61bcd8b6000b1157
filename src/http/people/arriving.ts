/**
 * Somebody who began at their identity provider (IdP): signs them in by a request of our own to it, and sends them on to the application
 * that they meant, if it is one of ours. What the IdP sent along unasked is not looked at.
 */
import type { IdentityRoom } from '../../identity/identity.ts'
import type { LoginCall } from '../../identity/login/call.ts'
import { OrgRef } from '../../model/id.ts'
import { seeOther } from '../../pages/send.ts'
import { applicationsOf } from './applications.ts'
import type { PageRoute } from './page-mount.ts'

export interface ArrivingPagesParts {
  readonly identity: Pick<IdentityRoom, 'ownPages' | 'clients' | 'platformClients'>
  readonly publicUrl: URL
}

const PATH = '/me/arriving'

export const arrivingPages = (parts: ArrivingPagesParts): readonly PageRoute[] => [
  { method: 'GET', path: PATH, handle: call => arriving(parts, call) },
]

const arriving = async (
  { identity, publicUrl }: ArrivingPagesParts,
  { req, res, query }: LoginCall,
): Promise<void> => {
  const state = query.get('state') ?? undefined
  // It comes back as it went, and by a person's hand as anything: all of it is looked up.
  const wish = state === undefined ? query : new URLSearchParams(state.slice(0, 4_096))
  const org = OrgRef.safeParse(wish.get('org'))
  const me = await identity.ownPages.signedIn(req, res)
  if (!org.success) return seeOther(res, '/me')
  // The page says that nobody is signed in, and asks no further.
  if (state !== undefined && me?.org !== org.data) return seeOther(res, '/me?state=arriving')
  if (me?.org !== org.data)
    return seeOther(
      res,
      identity.ownPages.signInAddress({
        back: PATH,
        org: org.data,
        idp_hint: wish.get('idp') ?? '',
        state: wish.toString(),
        another: me !== undefined,
      }),
    )
  const meant = wish.get('to') ?? ''
  const applications = await applicationsOf(identity, publicUrl, org.data)
  seeOther(res, applications.find(({ id, begins }) => id === meant || begins === meant)?.href ?? '/me')
}
