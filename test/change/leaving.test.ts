/**
 * Whoever leaves, or is locked out, by whatever channel, leaves the same trace in the store. What a trace is, is not said kind by
 * kind: every record, rule and sign-in is looked through. (An import adds and never takes away: it is no channel here.)
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { checkUpAndMend } from '../../src/compose/checkup.ts'
import { loadConfig } from '../../src/config/config.ts'
import { type OrgId, type Subject, subject } from '../../src/model/id.ts'
import { roleRule } from '../../src/model/rule-forms.ts'
import type { Store } from '../../src/ports/store.ts'
import { change } from '../contract/sample.ts'
import type { Reply } from '../service/client.ts'
import { runService, type Service } from '../service/service.ts'
import { withStore } from '../service/store.ts'
import { EMAIL, furnish } from './acme.ts'
import { traceOf } from './trace.ts'

const ANN = subject('user', 'ann')
const ETL = subject('service', 'etl')

/** An organisation of its own for each channel. */
interface Place {
  readonly org: OrgId
  readonly operator: Service['operator']
  readonly scim: Service['operator']
}

interface Channel {
  readonly name: string
  readonly who: Subject
  /** By asking the service, or by hands that write past it; the doctor comes when nobody serves the store. */
  readonly ask?: (place: Place) => Promise<Reply>
  readonly write?: (store: Store, org: OrgId) => Promise<unknown>
}

const members = (org: string) => `/v1/orgs/${org}/members`
const policy = (org: string) => `/v1/orgs/${org}/policy`
const kept = (org: string) => `/scim/v2/orgs/${org}`

/** As an earlier version, or hands that wrote past the service, may have left it. */
const forgotten = (who: Subject) => async (store: Store, org: OrgId) => {
  const records = [{ drop: 'account', id: who }] as const
  const removes = [roleRule(org, who, 'member')]
  await store.policy.apply(org, change(await store.policy.head(org), { removes, records }))
}

const GOING: readonly Channel[] = [
  { name: 'an admin', who: ANN, ask: ({ operator, org }) => operator('DELETE', `${members(org)}/ann`) },
  {
    name: 'an admin, a service account',
    who: ETL,
    ask: ({ operator, org }) => operator('DELETE', `/v1/orgs/${org}/service-accounts/etl`),
  },
  { name: 'SCIM', who: ANN, ask: ({ scim, org }) => scim('DELETE', `${kept(org)}/Users/ann`) },
  { name: 'the doctor, a person of whom only loose ends were left', who: ANN, write: forgotten(ANN) },
  {
    name: 'the doctor, a service account of which only loose ends were left',
    who: ETL,
    write: forgotten(ETL),
  },
]

const published =
  (without: string) =>
  async ({ operator, org }: Place) => {
    const lines = (await operator('GET', policy(org))).text.split('\n')
    const rules = lines.filter(line => !line.startsWith(without)).join('\n')
    return operator('PUT', policy(org), { rules })
  }

const patch = (...Operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})
const INACTIVE = patch({ op: 'replace', path: 'active', value: false })
const WITHOUT_ANN = patch({ op: 'remove', path: 'members[value eq "ann"]' })

const LOCKING_OUT: readonly Channel[] = [
  {
    name: 'an admin',
    who: ANN,
    ask: ({ operator, org }) => operator('POST', `${members(org)}/ann/disable`),
  },
  { name: 'SCIM', who: ANN, ask: ({ scim, org }) => scim('PATCH', `${kept(org)}/Users/ann`, INACTIVE) },
  { name: 'a published policy', who: ANN, ask: published('g, user:ann, role:') },
  { name: 'a published policy, a service account', who: ETL, ask: published('g, service:etl, role:') },
  {
    name: 'a rollback',
    who: ANN,
    ask: ({ operator, org }) => operator('POST', `${policy(org)}/rollback`, { revision: 1 }),
  },
  {
    name: 'the group that gave the role, left by SCIM',
    who: ANN,
    ask: ({ scim, org }) => scim('PATCH', `${kept(org)}/Groups/team`, WITHOUT_ANN),
  },
  {
    name: 'the group that gave the role, deleted by SCIM',
    who: ANN,
    ask: ({ scim, org }) => scim('DELETE', `${kept(org)}/Groups/team`),
  },
]

/** Every channel in its own organisation of one store; answers the trace that each leaves. */
const walked = async (url: string): Promise<ReadonlyMap<Channel, readonly string[]>> => {
  const channels = [...GOING, ...LOCKING_OUT].map((channel, n) => ({ channel, org: `org-${n}` as OrgId }))
  const tokens = await withStore(url, store =>
    Promise.all(channels.map(({ channel, org }) => furnish(store, org, channel.who))),
  )
  const service = await runService({ store: url })
  for (const [n, { channel, org }] of channels.entries()) {
    const scim = service.as(tokens[n] ?? '')
    const reply = await channel.ask?.({ org, operator: service.operator, scim })
    if (reply && reply.status >= 300) throw new Error(`${channel.name}: ${reply.status} ${reply.text}`)
  }
  await service.stop()
  await withStore(url, async store => {
    for (const { channel, org } of channels) await channel.write?.(store, org)
  })
  const silent = () => undefined
  const config = loadConfig({ env: { KASBAH_STORE: url, KASBAH_OPERATOR_KEY: 'k'.repeat(40) } })
  await checkUpAndMend(config, { file: silent, organisation: silent, mended: silent })
  return withStore(url, async store => {
    const traces = new Map<Channel, readonly string[]>()
    for (const { channel, org } of channels)
      traces.set(channel, await traceOf(store, org, channel.who, EMAIL))
    return traces
  })
}

const folder = await mkdtemp(join(tmpdir(), 'kasbah-leaving-'))
const traces = await walked(`sqlite:${join(folder, 'kasbah.db')}`)
test.after.always(() => rm(folder, { recursive: true, force: true }))

/** What is left beside what may be. */
const left = (channel: Channel, ...may: readonly string[]): readonly string[] =>
  (traces.get(channel) ?? ['nothing was tried']).filter(place => !may.includes(place))

/** Who made a thing is told although they left: nothing follows from it. */
const HISTORY = ['resource.creator', 'version.created_by']
/** A deny stays for one who may come. */
const SHUT = 'rule.p.deny'
/** The doctor does not know whose an invited address is. */
const KEPT_BY_DOCTOR = ['invitation.email']

for (const channel of GOING)
  test(`gone by ${channel.name}: nothing names them but what denies them`, t =>
    t.deepEqual(left(channel, ...HISTORY, SHUT, ...(channel.write ? KEPT_BY_DOCTOR : [])), []))

/** What waits for someone who may come back; everything else of the trace is a way in, or a promise, and has ended. */
const WAITS = [
  ...['account.id', 'account.email', 'identity.account', 'identity.email', 'identity.scim.user_name'],
  ...['rule.g', 'rule.p', 'rule.p.deny', 'client.subject'],
]

for (const channel of LOCKING_OUT)
  test(`locked out by ${channel.name}: no role, no way in, no promise`, t =>
    t.deepEqual(left(channel, ...HISTORY, ...WAITS), []))

test('an account that nothing happened to leaves every trace there is', async t => {
  const url = `sqlite:${join(folder, 'untouched.db')}`
  const org = 'untouched' as OrgId
  const trace = await withStore(url, async store => {
    await furnish(store, org, ANN)
    return traceOf(store, org, ANN, EMAIL)
  })
  for (const place of [
    ...HISTORY,
    'account.id',
    'api_key.subject',
    'invitation.invited_by',
    'invitation.email',
  ])
    t.true(trace.includes(place), place)
  for (const place of ['identity.account', 'rule.g', 'rule.g.role', 'rule.p', 'Session.account'])
    t.true(trace.includes(place), place)
})
