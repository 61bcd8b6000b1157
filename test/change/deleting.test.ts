/**
 * A dataset or a group that was deleted, by whatever channel, is named by nothing any more, and one that is made under its id,
 * by whatever channel, begins with nothing.
 */
import test, { type ExecutionContext } from 'ava'
import { importInto } from '../../src/compose/upkeep.ts'
import { loadConfig } from '../../src/config/config.ts'
import { subject } from '../../src/model/id.ts'
import { ok } from '../service/acme.ts'
import { type Service, startService } from '../service/service.ts'
import { freshStore, withStore } from '../service/store.ts'
import { ACME, furnish, SCIM_TOKEN, STREETS, TEAM } from './acme.ts'
import { traceOf } from './trace.ts'

const ANN = subject('user', 'ann')
const AT = '/v1/orgs/acme'

type Step = (t: ExecutionContext, service: Service) => Promise<unknown>

/** Publishes the policy without the lines that name it. */
const unpublished =
  (name: string): Step =>
  async (t, { operator }) => {
    const { text } = await operator('GET', `${AT}/policy`)
    const kept = text.split('\n').filter(line => !line.includes(name))
    return ok(t, operator('PUT', `${AT}/policy`, { rules: kept.join('\n') }))
  }

const rolledBack: Step = (t, { operator }) =>
  ok(t, operator('POST', `${AT}/policy/rollback`, { revision: 1 }))

const promising: Step = async (t, { operator }) => {
  const grants = [{ resource: STREETS, level: 'can_manage' }]
  await ok(
    t,
    operator('POST', `${AT}/invitations`, { email: 'bob@acme.example', role: 'guest', grants }),
    201,
  )
}

const DELETING: Readonly<Record<string, Step>> = {
  'the admin API': (t, { operator }) => ok(t, operator('DELETE', `${AT}/datasets/streets`)),
  'a published policy': unpublished(STREETS),
  'a rollback': rolledBack,
}

/** Text of the dataset that rules gave and take away leaves behind, for the way back. */
const WAITS = ['resource.id', 'resource.name', 'version.resource']

const MAKING: Readonly<
  Record<string, (t: ExecutionContext, service: Service, url: string) => Promise<unknown>>
> = {
  'the admin API': (t, { operator }) =>
    ok(t, operator('POST', `${AT}/datasets`, { id: 'streets', name: 'Others' }), 201),
  'a clone': async (t, { operator }) => {
    await ok(t, operator('POST', `${AT}/datasets`, { id: 'parks', name: 'Parks' }), 201)
    await ok(t, operator('POST', `${AT}/datasets/parks/clone`, { id: 'streets' }), 201)
  },
  'an import': async (_t, service, url) => {
    await service.stop()
    const text = 'subject,resource,level\nuser:eve,dataset:streets,can_view\n'
    const file = {
      name: 'list.csv',
      async *open() {
        yield Buffer.from(text)
      },
    }
    const config = loadConfig({ env: { KASBAH_STORE: url, KASBAH_OPERATOR_KEY: 'k'.repeat(40) } })
    const by = { actor: 'operator', operation: 'import', target: 'org' } as const
    await importInto(config, { org: ACME, by, file })
  },
}

const opened = async (t: ExecutionContext) => {
  const url = await freshStore(t)
  await withStore(url, store => furnish(store, ANN))
  return { url, service: await startService(t, { store: url }) }
}

const traceAt = (url: string, name: string) => withStore(url, store => traceOf(store, ACME, name))

for (const [channel, remove] of Object.entries(DELETING))
  test(`a dataset deleted by ${channel} is named by nothing but what waits for a way back`, async t => {
    const { url, service } = await opened(t)
    await promising(t, service)
    await remove(t, service)
    await service.stop()
    const left = await traceAt(url, STREETS)
    t.deepEqual(
      left.filter(place => channel === 'the admin API' || !WAITS.includes(place)),
      [],
    )
  })

for (const [channel, remove] of Object.entries(DELETING))
  for (const [way, make] of Object.entries(MAKING))
    test(`deleted by ${channel}, made again by ${way}: it begins with nothing`, async t => {
      const { url, service } = await opened(t)
      await promising(t, service)
      await remove(t, service)
      await make(t, service, url)
      await service.stop()
      const trace = await traceAt(url, STREETS)
      t.deepEqual(
        trace.filter(place => place !== 'resource.name'),
        ['resource.id', 'rule.g2', ...(way === 'an import' ? ['rule.p'] : [])],
      )
      const versions = await withStore(url, ({ records }) =>
        records.list('version', ACME, { limit: 10, where: { resource: STREETS } }),
      )
      t.is(versions.items.length, 0)
    })

const GROUPS: Readonly<Record<string, Step>> = {
  'the admin API': (t, { operator }) => ok(t, operator('DELETE', `${AT}/groups/team`)),
  SCIM: async (t, service) => {
    const { status } = await service.as(SCIM_TOKEN)('DELETE', '/scim/v2/orgs/acme/Groups/team')
    t.is(status, 204)
  },
}

for (const [channel, remove] of Object.entries(GROUPS))
  test(`a group deleted by ${channel} is named by nothing, nor does a mapping put anyone into the next`, async t => {
    const { url, service } = await opened(t)
    await remove(t, service)
    await service.stop()
    t.deepEqual(await traceAt(url, TEAM), [])
  })
