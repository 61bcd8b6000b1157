import test from 'ava'
import type { Client } from '../../src/model/client.ts'
import { ClientSettings } from '../../src/model/client.ts'
import type { OrgId } from '../../src/model/id.ts'
import { subject } from '../../src/model/id.ts'
import { type Ended, printAccountId } from '../../src/model/identity.ts'
import { Conflict } from '../../src/ports/errors.ts'
import type { OidcKind, OidcRecord } from '../../src/ports/oidc-store.ts'
import type { Store } from '../../src/ports/store.ts'
import { change, found, NOON, pages, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const FAR = new Date('2100-01-01T00:00:00Z')

const client = (org: OrgId, more: Partial<Client> = {}): Client => ({
  ...ClientSettings.parse({ name: 'Console', redirect_uris: ['https://a.example/cb'], scopes: ['read'] }),
  id: unique('client'),
  org,
  kind: 'web',
  era: 0,
  secrets: [
    { hash: 'h1', hint: 'ksc_1', created_at: NOON, expires_at: FAR },
    { hash: 'h2', hint: 'ksc_2', created_at: NOON },
  ],
  created_at: NOON,
  ...more,
})

const alice = subject('user', 'alice')

/** A session of alice in the organisation, with what hangs on it, and as much of bob's. */
const signedIn = async (store: Store, org: OrgId) => {
  const record = (kind: OidcKind, more: Partial<OidcRecord>): OidcRecord => ({
    kind,
    id: unique(kind),
    payload: {},
    expires_at: FAR,
    ...more,
  })
  const account = printAccountId(org, alice)
  const [session, grant, app] = [unique('uid'), unique('grant'), unique('client')]
  const records = {
    session: record('Session', { uid: session, account }),
    grant: record('Grant', { id: grant, account, client: app }),
    code: record('AuthorizationCode', { account, client: app, grant, session }),
    refresh: record('RefreshToken', { account, client: app, grant, session }),
    bob: record('RefreshToken', {
      account: printAccountId(org, subject('user', 'bob')),
      client: unique('client'),
    }),
  }
  for (const one of Object.values(records)) await store.oidc.upsert(one)
  const left = async () => {
    const found = await Promise.all(
      Object.entries(records).map(async ([name, { kind, id }]) =>
        (await store.oidc.find(kind, id)) ? [name] : [],
      ),
    )
    return found.flat()
  }
  return { session, grant, app, left }
}

const endings: Readonly<
  Record<string, [(of: { session: string; grant: string; app: string }) => Ended, left: readonly string[]]>
> = {
  'of a person': [() => ({ by: 'subject', subject: alice }), ['bob']],
  'of several people': [() => ({ by: 'subjects', subjects: [subject('user', 'nobody'), alice] }), ['bob']],
  'of a client': [({ app }) => ({ by: 'client', client: app }), ['session', 'bob']],
  'of a session': [({ session }) => ({ by: 'session', session }), ['grant', 'bob']],
  'of a session alone': [
    ({ session }) => ({ by: 'session', session, alone: true }),
    ['grant', 'code', 'refresh', 'bob'],
  ],
  'of a grant': [({ grant }) => ({ by: 'grant', grant }), ['session', 'bob']],
}

export const signInsContract = (open: OpenStore): void => {
  for (const [what, [ended, left]] of Object.entries(endings)) {
    test(`the sign-ins ${what} end with the change that says so, and not with one that is refused`, async t => {
      const { store } = await open(t)
      const [org, other] = [await found(store), await found(store)]
      const [here, there] = [await signedIn(store, org), await signedIn(store, other)]
      const records = [{ drop: 'sign_in', of: ended(here) }] as const
      await t.throwsAsync(store.policy.apply(org, change(7, { records })), { instanceOf: Conflict })
      t.is((await here.left()).length, 5)
      await store.policy.apply(org, change(1, { records }))
      t.deepEqual(await here.left(), left)
      t.is((await there.left()).length, 5)
      t.deepEqual((await store.policy.history(org, { limit: 1 })).items[0]?.touched, ['sign_in'])
    })
  }

  test('a token that is denied is denied until it would have expired', async t => {
    let clock = FAR.getTime()
    const { store } = await open(t, { now: () => new Date(clock) })
    const org = await found(store)
    const [token, expires_at] = [unique('jti'), new Date(clock + 1000)]
    await store.policy.apply(
      org,
      change(1, { records: [{ drop: 'sign_in', of: { by: 'token', token, expires_at } }] }),
    )
    t.deepEqual((await store.oidc.find('Denial', token))?.expires_at, expires_at)
    clock += 1000
    t.is(await store.oidc.find('Denial', token), undefined)
  })

  test('clients are records of an organisation, found over all of them', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const [one, two] = [client(org), client(org, { kind: 'service', subject: subject('service', 'etl') })]
    await store.policy.apply(
      org,
      change(1, { records: [one, two].map(value => ({ put: 'client', value }) as const) }),
    )
    t.deepEqual((await store.records.anywhere('client', { id: one.id }))[0]?.value, one)
    t.deepEqual((await store.records.anywhere('client', { id: two.id }))[0]?.value, two)
    t.deepEqual(
      (await pages(page => store.records.list('client', org, page), 1)).flat(),
      [one, two].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
    t.deepEqual(await store.records.list('client', other, { limit: 5 }), { items: [] })
    const rotated = { ...one, secrets: one.secrets.slice(1), name: 'Renamed' }
    await store.policy.apply(org, change(2, { records: [{ put: 'client', value: rotated }] }))
    t.deepEqual((await store.records.anywhere('client', { id: one.id }))[0]?.value, rotated)
    await store.policy.apply(other, change(1, { records: [{ drop: 'client', id: one.id }] }))
    t.deepEqual((await store.records.anywhere('client', { id: one.id }))[0]?.value, rotated)
    await store.policy.apply(org, change(3, { records: [{ drop: 'client', id: one.id }] }))
    t.is((await store.records.anywhere('client', { id: one.id }))[0]?.value, undefined)
  })
}
