import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { parseAccountId } from '../../model/identity.ts'
import { ownOf } from '../clients/client-metadata.ts'

const { base, Check } = interactionPolicy

/** The organisation of an authorization request: the client's, or the one it names; undefined for any. */
const organisationOf = ({ oidc }: KoaContextWithOIDC): unknown =>
  (oidc.client && ownOf(oidc.client).org) ?? oidc.params?.org

/** When a person must sign in or consent: the library's rules and two of our own. */
export const createPrompts = () => {
  const policy = base()
  const login = policy.get('login')
  login?.checks.add(
    new Check('account_gone', 'the account has ended', 'login_required', ({ oidc }) =>
      // Without this check the library fails on a session of a removed account.
      Boolean(oidc.session?.accountId && !oidc.account),
    ),
  )
  login?.checks.add(
    new Check('other_organisation', 'the session is of another organisation', 'login_required', ctx => {
      const signedIn = ctx.oidc.session?.accountId
      const wanted = organisationOf(ctx)
      return signedIn !== undefined && wanted !== undefined && parseAccountId(signedIn)?.org !== wanted
    }),
  )
  return policy
}
