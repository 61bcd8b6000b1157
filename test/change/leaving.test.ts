/**
 * Whoever leaves, or is locked out, by whatever channel, leaves the same trace in the store. What a trace is, is not said kind by
 * kind: every record, rule and sign-in is looked through. (An import adds and never takes away: it is no channel here.)
 */
import test, { type ExecutionContext } from 'ava'
import { checkUpAndMend } from '../../src/compose/checkup.ts'
import { loadConfig } from '../../src/config/config.ts'
import { type Subject, subject } from '../../src/model/id.ts'
import { roleRule } from '../../src/model/rule-forms.ts'
import type { Store } from '../../src/ports/store.ts'
import { change } from '../contract/sample.ts'
import { ok } from '../service/acme.ts'
import { type Service, startService } from '../service/service.ts'
import { freshStore, withStore } from '../service/store.ts'
import { ACME, EMAIL, furnish, SCIM_TOKEN } from './acme.ts'
import { traceOf } from './trace.ts'

const ANN = subject('user', 'ann')
const ETL = subject('service', 'etl')
const AT = '/v1/orgs/acme'
const SCIM = '/scim/v2/orgs/acme'

interface Channel {
  readonly name: string
  readonly who: Subject
  /** By asking the service, or by the command while nobody serves the store. */
  readonly ask?: (t: ExecutionContext, service: Service) => Promise<void>
  readonly work?: (url: string) => Promise<void>
}

const told = async (t: ExecutionContext, asked: Promise<{ status: number; text: string }>) => {
  const { status, text } = await asked
  t.true(status < 300, `${status} ${text}`)
}

/** As an earlier version, or hands that wrote past the service, may have left it. */
const forgotten = (who: Subject) => async (store: Store) => {
  const head = await store.policy.head(ACME)
  const records = [{ drop: 'account', id: who }] as const
  await store.policy.apply(ACME, change(head, { removes: [roleRule(ACME, who, 'member')], records }))
}

const GOING: readonly Channel[] = [
  { name: 'an admin', who: ANN, ask: (t, s) => told(t, s.operator('DELETE', `${AT}/members/ann`)) },
  {
    name: 'an admin, a service account',
    who: ETL,
    ask: (t, s) => told(t, s.operator('DELETE', `${AT}/service-accounts/etl`)),
  },
  { name: 'SCIM', who: ANN, ask: (t, s) => told(t, s.as(SCIM_TOKEN)('DELETE', `${SCIM}/Users/ann`)) },
  ...[ANN, ETL].map(who => ({
    name: `doctor, ${who} of whom only loose ends were left`,
    who,
    work: async (url: string) => {
      await withStore(url, forgotten(who))
      const nothing = () => undefined
      const config = loadConfig({ env: { KASBAH_STORE: url, KASBAH_OPERATOR_KEY: 'k'.repeat(40) } })
      await checkUpAndMend(config, { file: nothing, organisation: nothing, mended: nothing })
    },
  })),
]

const published =
  (without: string) =>
  async (t: ExecutionContext, { operator }: Service) => {
    const { text } = await operator('GET', `${AT}/policy`)
    const rules = text
      .split('\n')
      .filter(line => !line.startsWith(without))
      .join('\n')
    t.not(rules, text)
    await ok(t, operator('PUT', `${AT}/policy`, { rules }))
  }

const patch = (...Operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})

const LOCKING_OUT: readonly Channel[] = [
  { name: 'an admin', who: ANN, ask: (t, s) => told(t, s.operator('POST', `${AT}/members/ann/disable`)) },
  {
    name: 'SCIM',
    who: ANN,
    ask: (t, s) =>
      told(
        t,
        s.as(SCIM_TOKEN)(
          'PATCH',
          `${SCIM}/Users/ann`,
          patch({ op: 'replace', path: 'active', value: false }),
        ),
      ),
  },
  { name: 'a published policy', who: ANN, ask: published('g, user:ann, role:') },
  { name: 'a published policy, a service account', who: ETL, ask: published('g, service:etl, role:') },
  {
    name: 'a rollback',
    who: ANN,
    ask: (t, s) => told(t, s.operator('POST', `${AT}/policy/rollback`, { revision: 1 })),
  },
  {
    name: 'the group that gave the role, left by SCIM',
    who: ANN,
    ask: (t, s) =>
      told(
        t,
        s.as(SCIM_TOKEN)(
          'PATCH',
          `${SCIM}/Groups/team`,
          patch({ op: 'remove', path: 'members[value eq "ann"]' }),
        ),
      ),
  },
  {
    name: 'the group that gave the role, deleted by SCIM',
    who: ANN,
    ask: (t, s) => told(t, s.as(SCIM_TOKEN)('DELETE', `${SCIM}/Groups/team`)),
  },
]

/** Who made a thing is told although they left: nothing follows from it. */
const HISTORY = ['resource.creator', 'version.created_by']

const traceAfter = async (t: ExecutionContext, { who, ask, work }: Channel): Promise<readonly string[]> => {
  const url = await freshStore(t)
  await withStore(url, store => furnish(store, who))
  const before = await withStore(url, store => traceOf(store, ACME, who, EMAIL))
  t.true(before.length > 15, before.join(' '))
  const service = await startService(t, { store: url })
  await ask?.(t, service)
  await service.stop()
  await work?.(url)
  return withStore(url, store => traceOf(store, ACME, who, EMAIL))
}

/** The doctor never opens anything: a deny stays for one who may come, and it does not know whose an invited address is. */
const KEPT_BY_DOCTOR = ['invitation.email', 'rule.p']

for (const channel of GOING)
  test(`gone by ${channel.name}: nothing names them`, async t => {
    const kept = channel.work ? [...HISTORY, ...KEPT_BY_DOCTOR] : HISTORY
    const left = await traceAfter(t, channel)
    t.deepEqual(
      left.filter(place => !kept.includes(place)),
      [],
    )
  })

/** What waits for someone who may come back; everything else of the trace is a way in, or a promise, and has ended. */
const WAITS = ['account.id', 'account.email', 'identity.account', 'identity.email', 'identity.scim.user_name']

for (const channel of LOCKING_OUT)
  test(`locked out by ${channel.name}: no role, no way in, no promise`, async t => {
    const left = await traceAfter(t, channel)
    t.deepEqual(
      left.filter(place => ![...HISTORY, ...WAITS, 'rule.g', 'rule.p', 'client.subject'].includes(place)),
      [],
    )
  })
