import test from 'ava'
import type { RecordWrite } from '../../src/model/change.ts'
import { type OrgId, subject } from '../../src/model/id.ts'
import { type EmailDomain, type Identity, type Idp, IdpTerms, OidcSettings } from '../../src/model/idp.ts'
import type { ScimGroup, ScimToken } from '../../src/model/scim.ts'
import { MAX_ANYWHERE } from '../../src/ports/record-store.ts'
import { change, found, NOON, organisation, pages, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const LATER = new Date('2026-06-01T00:00:00Z')

const provider = (id: string, more: Partial<Idp> = {}): Idp => ({
  ...IdpTerms.parse({ name: 'Okta', mappings: [{ external: 'staff\0,"', role: 'member' }] }),
  id,
  connection: {
    protocol: 'oidc',
    settings: OidcSettings.parse({
      issuer: 'https://idp.example',
      client_id: 'kasbah',
      parameters: { hd: 'x' },
    }),
  },
  secrets: { client_secret: 'sealed' },
  created_at: NOON,
  updated_at: LATER,
  ...more,
})

const domain = (id: string, more: Partial<EmailDomain> = {}): EmailDomain => ({
  id,
  challenge: 'c',
  created_at: NOON,
  ...more,
})

const identity = (name: string, more: Partial<Identity> = {}): Identity => ({
  idp: 'okta',
  subject: name,
  account: subject('user', `usr_${name}`),
  email_verified: false,
  groups: ['staff'],
  mapped: { groups: [] },
  created_at: NOON,
  ...more,
})

const token = (more: Partial<ScimToken> = {}): ScimToken => ({
  id: unique('tok'),
  idp: 'okta',
  name: 'Okta provisioning',
  hash: unique('hash'),
  hint: 'kss_1',
  created_at: NOON,
  ...more,
})

const group = (id: string, more: Partial<ScimGroup> = {}): ScimGroup => ({
  id: subject('group', id),
  idp: 'okta',
  display_name: id,
  created_at: NOON,
  updated_at: LATER,
  ...more,
})

const inBytes = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

export const identitiesContract = (open: OpenStore): void => {
  test('identity providers are put, listed and dropped in their organisation', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const [okta, entra] = [provider('okta'), provider('entra', { sp_certificate: 'pem', hidden: true })]
    const puts: RecordWrite[] = [okta, entra].map(value => ({ put: 'identity_provider', value }))
    await store.policy.apply(org, change(1, { records: puts }))
    t.deepEqual(await store.records.all('identity_provider', org), [entra, okta])
    t.deepEqual(await store.records.find('identity_provider', org, 'okta'), okta)
    t.is(await store.records.find('identity_provider', other, 'okta'), undefined)
    t.deepEqual(await store.records.all('identity_provider', other), [])
    const off = { ...okta, enabled: false, secrets: {} }
    await store.policy.apply(org, change(2, { records: [{ put: 'identity_provider', value: off }] }))
    t.deepEqual(await store.records.find('identity_provider', org, 'okta'), off)
    await store.policy.apply(org, change(3, { records: [{ drop: 'identity_provider', id: 'okta' }] }))
    t.deepEqual(await store.records.all('identity_provider', org), [entra])
  })

  test('a domain leads to the organisations that have it verified', async t => {
    const { store } = await open(t)
    const orgs: OrgId[] = [await found(store), await found(store), await found(store), await found(store)]
    const [proven, claimed, also, gone] = orgs
    if (!proven || !claimed || !also || !gone) return t.fail()
    const name = `${unique('d')}.example`
    const verified = domain(name, { verified_at: LATER, idp: 'okta' })
    for (const [org, value] of [
      [proven, verified],
      [claimed, domain(name)],
      [also, verified],
      [gone, verified],
    ] as const)
      await store.policy.apply(org, change(1, { records: [{ put: 'email_domain', value }] }))
    await store.policy.apply(
      gone,
      change(2, { records: [{ put: 'organisation', value: organisation(gone, { deleted_at: NOON }) }] }),
    )
    t.deepEqual(await store.records.all('email_domain', claimed), [domain(name)])
    t.deepEqual(
      await store.records.anywhere('email_domain', { verified: name }),
      [proven, also].toSorted().map(org => ({ org, value: verified })),
    )
    await store.policy.apply(proven, change(2, { records: [{ put: 'email_domain', value: domain(name) }] }))
    await store.policy.apply(also, change(2, { records: [{ drop: 'email_domain', id: name }] }))
    t.deepEqual(await store.records.anywhere('email_domain', { verified: name }), [])
    t.deepEqual(await store.records.all('email_domain', also), [])
  })

  test('a look-up over the installation answers the first twenty organisations by id', async t => {
    const { store } = await open(t)
    const name = `${unique('d')}.example`
    const orgs: OrgId[] = []
    for (let made = 0; made <= MAX_ANYWHERE; made += 1) {
      const org = await found(store)
      const value = domain(name, { verified_at: LATER })
      await store.policy.apply(org, change(1, { records: [{ put: 'email_domain', value }] }))
      orgs.push(org)
    }
    const seen = await store.records.anywhere('email_domain', { verified: name })
    t.deepEqual(
      seen.map(({ org }) => org),
      orgs.toSorted().slice(0, MAX_ANYWHERE),
    )
  })

  test('a person is known by provider and subject, byte for byte, and by nothing else', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const scim = {
      user_name: 'Ann@Example.com',
      active: true,
      attributes: { 'urn:x:y.z': [{ $a: 1 }] },
      updated_at: LATER,
    }
    const ann = identity('ann', {
      email: 'a@x.org',
      name: 'Ann',
      mapped: { role: 'member', groups: [] },
      scim,
    })
    const lookalike = identity('Ann')
    const elsewhere = identity('ann', { idp: 'entra', account: ann.account })
    const puts: RecordWrite[] = [ann, lookalike, elsewhere].map(value => ({ put: 'identity', value }))
    await store.policy.apply(org, change(1, { records: puts }))
    t.deepEqual(await store.records.find('identity', org, { idp: 'okta', subject: 'ann' }), ann)
    t.deepEqual(await store.records.find('identity', org, { idp: 'okta', subject: 'Ann' }), lookalike)
    t.is(await store.records.find('identity', other, { idp: 'okta', subject: 'ann' }), undefined)
    t.deepEqual(
      (
        await store.records.list('identity', org, {
          limit: 2,
          where: { idp: 'okta', user_name: 'ann@example.com' },
        })
      ).items[0],
      ann,
    )
    t.is(
      (
        await store.records.list('identity', org, {
          limit: 2,
          where: { idp: 'entra', user_name: 'ann@example.com' },
        })
      ).items[0],
      undefined,
    )
    t.is(
      (await store.records.list('identity', org, { limit: 9, where: { account: ann.account } })).items.length,
      2,
    )
    t.deepEqual(
      (
        await pages(page => store.records.list('identity', org, { ...page, where: { idp: 'okta' } }), 1)
      ).flat(),
      [lookalike, ann],
    )

    const { scim: _, ...unmanaged } = ann
    await store.policy.apply(org, change(2, { records: [{ put: 'identity', value: unmanaged }] }))
    t.deepEqual(await store.records.find('identity', org, { idp: 'okta', subject: 'ann' }), unmanaged)
    t.is(
      (
        await store.records.list('identity', org, {
          limit: 2,
          where: { idp: 'okta', user_name: 'ann@example.com' },
        })
      ).items[0],
      undefined,
    )
    await store.policy.apply(
      org,
      change(3, { records: [{ drop: 'identity', where: { account: ann.account } }] }),
    )
    t.deepEqual(
      (await store.records.list('identity', org, { limit: 9, where: { account: ann.account } })).items,
      [],
    )
    t.deepEqual((await store.records.list('identity', org, { limit: 5, where: { idp: 'okta' } })).items, [
      lookalike,
    ])
  })

  test('SCIM tokens are found by their hash over all organisations, expired or not', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const [one, two] = [token({ expires_at: NOON }), token()]
    await store.policy.apply(
      org,
      change(1, { records: [one, two].map(value => ({ put: 'scim_token', value }) as const) }),
    )
    t.deepEqual((await store.records.anywhere('scim_token', { hash: one.hash }))[0], { org, value: one })
    t.deepEqual(await store.records.all('scim_token', org), [one, two].toSorted(inBytes))
    await store.policy.apply(org, change(2, { records: [{ drop: 'scim_token', id: one.id }] }))
    t.is((await store.records.anywhere('scim_token', { hash: one.hash }))[0], undefined)
    t.deepEqual(await store.records.all('scim_token', org), [two])
  })

  test('SCIM groups are paged by provider in byte order of id', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const groups = ['red', 'Blue', 'green'].map(id => group(id, { external_id: id }))
    const elsewhere = group('amber', { idp: 'entra' })
    await store.policy.apply(
      org,
      change(1, { records: [...groups, elsewhere].map(value => ({ put: 'scim_group', value }) as const) }),
    )
    const read = await pages(
      page => store.records.list('scim_group', org, { ...page, where: { idp: 'okta' } }),
      2,
    )
    t.deepEqual(read.flat(), groups.toSorted(inBytes))
    t.deepEqual(await store.records.find('scim_group', org, elsewhere.id), elsewhere)
    await store.policy.apply(org, change(2, { records: [{ drop: 'scim_group', id: elsewhere.id }] }))
    t.is(await store.records.find('scim_group', org, elsewhere.id), undefined)
  })
}
