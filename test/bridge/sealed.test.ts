/** What is kept of a provider's secrets, and what happens when it cannot be read. */
import { randomBytes } from 'node:crypto'
import test from 'ava'
import { createOidcProtocol } from '../../adapters/idp-oidc/protocol.ts'
import { createSamlProtocol } from '../../adapters/idp-saml/protocol.ts'
import { createIdpClients, sealedName } from '../../src/bridge/idp-client.ts'
import { createSealer } from '../../src/identity/sealer.ts'
import type { OrgId } from '../../src/model/id.ts'
import { type Idp, IdpTerms, OidcSettings } from '../../src/model/idp.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'

const org = 'alpha' as OrgId
const settings = OidcSettings.parse({ issuer: 'https://idp.example', client_id: 'x' })
const nobody = () => Promise.reject(new Error('nobody is asked in this test'))

const keep = (sealer: ReturnType<typeof createSealer>, id: string): Idp => ({
  ...IdpTerms.parse({ name: 'x' }),
  id,
  connection: { protocol: 'oidc', settings },
  secrets: { client_secret: sealer.seal(sealedName(org, id, 'client_secret'), 'the-secret') },
  created_at: new Date(),
  updated_at: new Date(),
})

const connections = (sealer: ReturnType<typeof createSealer>) =>
  createIdpClients({
    origin: 'https://kasbah.example',
    sealer,
    protocols: {
      oidc: createOidcProtocol({ outbound: nobody }),
      saml: createSamlProtocol({ outbound: nobody }),
    },
  })

test('a sealed secret is unreadable, never twice the same, and opens in its own place only', t => {
  const sealer = createSealer(randomBytes(32))
  const [one, two] = [keep(sealer, 'idp_one'), keep(sealer, 'idp_two')]
  t.false(JSON.stringify(one).includes('the-secret'))
  t.not(one.secrets.client_secret, keep(sealer, 'idp_one').secrets.client_secret)
  const idpClient = connections(sealer)
  t.notThrows(() => idpClient(org, one))
  const moved = { ...two, secrets: one.secrets }
  for (const wrong of [() => idpClient(org, moved), () => idpClient('beta' as OrgId, one)])
    t.is(t.throws(wrong, { instanceOf: SignInRefused })?.code, 'idp_misconfigured')
})

test('under another key it is a refusal that says what to do', t => {
  const kept = keep(createSealer(randomBytes(32)), 'idp_one')
  const idpClient = connections(createSealer(randomBytes(32)))
  const refused = t.throws(() => idpClient(org, kept), { instanceOf: SignInRefused })
  t.is(refused?.code, 'idp_misconfigured')
  t.regex(refused?.detail ?? '', /Set it again/)
})
