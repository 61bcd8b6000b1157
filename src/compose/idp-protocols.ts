import { createSamlProtocol } from '../../adapters/idp-saml/protocol.ts'
import type { IdpProtocols } from '../bridge/idp-client.ts'
import { onFirstUse } from '../identity/first-use.ts'
import type { Outbound } from '../ports/outbound.ts'

/** The protocols that IdPs speak. The library of each is loaded when it is first used: SAML's on a thread of its own. */
export const idpProtocols = (outbound: Outbound): IdpProtocols => {
  const oidc = onFirstUse(async () => {
    const { createOidcProtocol } = await import('../../adapters/idp-oidc/protocol.ts')
    return createOidcProtocol({ outbound })
  })
  return {
    oidc: {
      start: async (...given) => (await oidc.use()).start(...given),
      finish: async (...given) => (await oidc.use()).finish(...given),
      logout: async (...given) => (await oidc.use()).logout(...given),
      signOut: async (...given) => (await oidc.use()).signOut(...given),
      test: async idp => (await oidc.use()).test(idp),
    },
    saml: createSamlProtocol({ outbound }),
  }
}
