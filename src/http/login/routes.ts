/**
 * Every path under `/login`, in one table: the pages of our provider's interactions, and the addresses at which an
 * organisation's identity provider (IdP) answers.
 */
import type { Callbacks } from '../../bridge/callbacks.ts'
import type { StandInPages } from '../../bridge/stand-in-pages.ts'
import type { Login } from '../../identity/identity.ts'
import { type Form, OURS, type PageRoute } from '../people/page-mount.ts'

export interface LoginRooms {
  readonly login: Login
  readonly callbacks: Callbacks
  /** In development only. */
  readonly standIn?: StandInPages
}

/** A signed response with a few thousand groups fits, its base64 encoded for a form. */
const SAML_ANSWER: Form = { limit: 1_600_000, from: 'anywhere' }
const SAML_LOGOUT: Form = { limit: 262_144, from: 'anywhere' }
const LOGOUT_TOKEN: Form = { limit: 65_536, from: 'anywhere' }

export const loginRoutes = ({ login, callbacks, standIn }: LoginRooms): readonly PageRoute[] => [
  { method: 'GET', path: '/login/:interaction', handle: login.begin },
  { method: 'POST', path: '/login/:interaction/choose', form: OURS, handle: login.choose },
  { method: 'GET', path: '/login/:interaction/return', handle: login.finish },
  { method: 'POST', path: '/login/:interaction/consent', form: OURS, handle: login.consent },
  { method: 'POST', path: '/login/:interaction/another', form: OURS, handle: login.another },
  { method: 'GET', path: '/login/callback/:org/:idp', handle: callbacks.oidcAnswer },
  { method: 'GET', path: '/login/callback/:org/:idp/signed-out', handle: callbacks.signedOut },
  { method: 'POST', path: '/login/callback/:org/:idp/logout', form: LOGOUT_TOKEN, handle: callbacks.logout },
  { method: 'POST', path: '/login/saml/:org/:idp/acs', form: SAML_ANSWER, handle: callbacks.samlAnswer },
  { method: 'GET', path: '/login/saml/:org/:idp/slo', handle: callbacks.samlLogoutByRedirect },
  {
    method: 'POST',
    path: '/login/saml/:org/:idp/slo',
    form: SAML_LOGOUT,
    handle: callbacks.samlLogoutByPost,
  },
  { method: 'GET', path: '/login/saml/:org/:idp/metadata', handle: callbacks.samlMetadata },
  ...(standIn ? standInRoutes(standIn) : []),
]

const standInRoutes = ({ show, answer }: StandInPages): readonly PageRoute[] => [
  { method: 'GET', path: '/login/callback/stand-in/:interaction', handle: show },
  { method: 'POST', path: '/login/callback/stand-in/:interaction', form: OURS, handle: answer },
]

/** The shape of each parameter. An `:org` is never `stand-in` where the next segment is an interaction. */
export const PARAMS: Readonly<Record<string, string>> = {
  interaction: '[A-Za-z0-9_-]{1,64}',
  org: '[a-z0-9-]{1,63}',
  idp: 'idp_[A-Za-z0-9_-]{1,64}',
}
