/** Kinds of records of which an organisation has few: their bound is in `src/model/records.ts`. */
import test from 'ava'
import { type BoundedKind, records } from '../../src/model/records.ts'
import { acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const boundOf = (kind: BoundedKind): number => records[kind].bound

const service = sharedService()

const idp = (place: number) => ({
  name: `Sign-in ${place}`,
  protocol: 'oidc',
  settings: { issuer: `https://idp-${place}.example`, client_id: 'kasbah' },
  secrets: { client_secret: 'the-secret-of-the-client' },
})

test('an organisation has so many identity providers, SCIM tokens and e-mail domains, and no more', async t => {
  const { alice, at } = await acme(t, service, 'bounded')
  const idps = boundOf('identity_provider')
  const connect = (place: number) => alice('POST', `${at}/identity-providers`, idp(place))
  const { id } = await ok(t, connect(0), 201)
  for (let place = 1; place < idps; place += 1) await ok(t, connect(place), 201)
  await refused(t, connect(idps), 'change_too_large')

  const token = () => alice('POST', `${at}/scim-tokens`, { idp: id, name: 'sync' })
  for (let made = 0; made < boundOf('scim_token'); made += 1) await ok(t, token(), 201)
  await refused(t, token(), 'change_too_large')

  const name = (place: number) => alice('PUT', `${at}/email-domains/d${place}.example`, {})
  for (let place = 0; place < boundOf('email_domain'); place += 1) await ok(t, name(place))
  await refused(t, name(boundOf('email_domain')), 'change_too_large')
  await ok(t, name(0))
})
