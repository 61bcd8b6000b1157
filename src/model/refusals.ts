/**
 * Why a sign-in at an organisation's identity provider did not succeed, by stable code. The error page shows the code and a
 * sentence; docs/identity.md lists every code with what to do; tests assert the code.
 */
export interface RefusalKind {
  /** For the person in front of the page. */
  readonly title: string
  /** For the admin who connects the identity provider. */
  readonly mend: string
}

export const refusals = {
  ticket_invalid: {
    title: 'This sign-in is finished, has expired, or began in another browser',
    mend: 'Begin again from the application, in one browser.',
  },
  realm_mismatch: {
    title: 'This identity provider does not belong to the organisation',
    mend: 'Choose an identity provider of the organisation that the application asked for.',
  },
  stand_in_is_local: {
    title: 'The development sign-in page answers only this machine',
    mend: 'Open the service at its loopback address, without a proxy. For anybody else, connect an identity provider.',
  },
  unknown_organisation: {
    title: 'There is no such organisation here',
    mend: 'Check the `org` parameter or the address that was typed.',
  },
  not_invited: {
    title: 'This organisation admits only people who were invited',
    mend: 'Invite the person at the verified address that the identity provider states, map one of their groups to a role, or set a role for newcomers.',
  },
  invitation_for_another: {
    title: 'The invitation is for somebody else',
    mend: 'Sign in with the account that has the invited address. Admins: invite the address that the identity provider states.',
  },
  invitation_over: {
    title: 'The invitation was used, revoked or replaced, or has expired',
    mend: 'Ask for a new one.',
  },
  claim_required: {
    title: 'Your identity provider did not send a claim this organisation requires',
    mend: 'Sign in with the account of the organisation. Admins: compare `required_claims` with what the identity provider sends.',
  },
  account_disabled: {
    title: 'This account is disabled',
    mend: 'Enable the account, or activate the person at the identity provider if it keeps accounts by SCIM.',
  },
  idp_unavailable: {
    title: 'Your identity provider cannot be reached',
    mend: 'Run the connection test: it says which address failed and how.',
  },
  idp_misconfigured: {
    title: 'Your identity provider is not set up correctly',
    mend: 'Run the connection test; most often the issuer, an address or a certificate differs from the one at the identity provider. It must state at most 2,000 groups, as a list of texts.',
  },
  idp_refused: {
    title: 'Your identity provider did not sign you in',
    mend: 'The page shows what it said. Most often the person is not assigned to the application there.',
  },
  client_refused: {
    title: 'Your identity provider does not accept this service',
    mend: 'Renew the client secret or key, check the client id and `client_auth`, and that the callback address is registered there.',
  },
  answer_unexpected: {
    title: 'This answer was not requested, was sent twice, or came too late',
    mend: 'Begin at the application: sign-ins that begin at the identity provider are accepted only with `idp_initiated`. Check that each callback address is registered at its own provider.',
  },
  answer_invalid: {
    title: 'Your identity provider sent an answer that cannot be read',
    mend: 'The log holds the reason. Compare the settings with the guide of docs/identity.md.',
  },
  answer_signature: {
    title: 'The answer of your identity provider is not signed correctly',
    mend: 'Sign with SHA-256 or better and a key of the metadata or of `certificates`; add the new certificate before the old one is retired.',
  },
  answer_issuer: {
    title: 'The answer comes from another identity provider',
    mend: 'Set `issuer` (or `entity_id`) to exactly what the identity provider states, to the last slash.',
  },
  answer_audience: {
    title: 'The answer was meant for another service',
    mend: 'Check the client id or, for SAML, the audience at the identity provider: it is our entity id.',
  },
  answer_recipient: {
    title: 'The answer was meant for another address',
    mend: 'At the identity provider, set the assertion consumer address to the one in our metadata.',
  },
  answer_expired: {
    title: 'The answer of your identity provider has expired, or is dated in the future',
    mend: 'Set both clocks by NTP; `clock_skew` allows up to 300 seconds.',
  },
  answer_nonce: {
    title: 'The answer belongs to another sign-in',
    mend: 'Begin again. If it happens every time, the identity provider does not return the nonce, which it must.',
  },
  answer_subject: {
    title: 'The answer does not identify you, or names two different people',
    mend: 'The identity provider must state a stable id: the claim of `claims.subject`, or a NameID that is neither transient nor an e-mail address.',
  },
  answer_replayed: {
    title: 'This answer was used before',
    mend: 'Begin again from the application.',
  },
  answer_stale: {
    title: 'Your identity provider did not ask you to sign in again',
    mend: 'The application asked for a recent sign-in: the identity provider must state `auth_time`, and honour `max_age` and `prompt=login`, or `ForceAuthn`.',
  },
} as const satisfies Record<string, RefusalKind>

export type SignInRefusal = keyof typeof refusals
