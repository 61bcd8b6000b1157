/** Where a browser comes from the host of an application to sign in, and goes back to it: see `identity/application-sign-ins.ts`. */
import type { IdentityRoom } from '../../identity/identity.ts'
import type { LoginCall } from '../../identity/login/call.ts'
import { Problem } from '../../model/problems.ts'
import { seeOther } from '../../pages/send.ts'
import type { PageRoute } from './page-mount.ts'

export interface ApplicationPagesParts {
  readonly identity: Pick<IdentityRoom, 'ownPages' | 'applications'>
}

const PATH = '/me/application'

export const applicationPages = (parts: ApplicationPagesParts): readonly PageRoute[] => [
  { method: 'GET', path: PATH, handle: call => passing(parts, call) },
]

/** Somebody who is signed in goes on at once; anybody else signs in first, and comes back with the wish as `state`. */
const passing = async (
  { identity: { ownPages, applications } }: ApplicationPagesParts,
  { req, res, query }: LoginCall,
): Promise<void> => {
  const isBack = query.has('state')
  const sealed = query.get(isBack ? 'state' : 'wish') ?? ''
  const wish = applications.wished(sealed)
  if (!wish) throw new Problem('malformed', 'This sign-in is over. Open the page of the application again.')
  const me = await ownPages.signedIn(req, res)
  if (me?.org === wish.org) {
    const ticket = new URLSearchParams({ ticket: applications.ticket(wish, me) })
    return seeOther(res, `${wish.origin}/.kasbah/return?${ticket}`)
  }
  if (isBack) throw new Problem('forbidden', 'You are not signed in at the organisation of this application.')
  seeOther(
    res,
    ownPages.signInAddress({ back: PATH, org: wish.org, state: sealed, another: me !== undefined }),
  )
}
