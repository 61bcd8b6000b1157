/** Changes of one organisation that are on their way to the disk at once. */
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import type { ChangeRequest, Draft } from '../../src/change/commit.ts'
import type { RulesView } from '../../src/change/rules-view.ts'
import { resource, subject } from '../../src/model/id.ts'
import { Problem } from '../../src/model/problems.ts'
import { grantRule, roleRule } from '../../src/model/rule-forms.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import type { PolicyStore } from '../../src/ports/policy-store.ts'
import type { Store } from '../../src/ports/store.ts'
import { createReplica } from '../../src/replica/replica.ts'
import { ACME, by, organisationOf } from '../policy/organisation.ts'

const MO = subject('user', 'mo')
const ahead: ChangeRequest = { ...by, ahead: true }

type Apply = PolicyStore['apply']

/** A replica over a store whose disk a test holds up, or has refuse. */
const world = async (t: ExecutionContext) => {
  const real = await openSqliteStore({ path: ':memory:' })
  const sets = createInstalledSets(real.sets)
  await sets.installNew(join(import.meta.dirname, '../../policies'))
  let disk: (write: () => ReturnType<Apply>) => ReturnType<Apply> = write => write()
  const handed: number[] = []
  const apply: Apply = (org, change) => {
    handed.push(change.expected)
    return disk(() => real.policy.apply(org, change))
  }
  const store: Store = { ...real, policy: { ...real.policy, apply } }
  const replica = await createReplica({ store, compiled: sets.compiled, memory: 1 << 30 })
  t.teardown(async () => {
    await replica.close()
    await real.close()
  })
  await replica.commitFirst(
    ACME,
    { ...by, target: ACME },
    { records: [{ put: 'organisation', value: organisationOf(ACME) }] },
  )
  handed.length = 0
  return {
    replica,
    handed,
    store: real,
    setDisk: (next: typeof disk) => {
      disk = next
    },
    revision: async () => (await replica.at(ACME))?.revision,
  }
}

const grant = (dataset: string): Draft => ({
  adds: [grantRule(ACME, MO, resource('dataset', dataset), 'can_view')],
})

const turn = () => new Promise(setImmediate)

/** A disk on which everything waits, in order, until it is let go. */
const held = () => {
  const gate = Promise.withResolvers<void>()
  let last: Promise<unknown> = gate.promise
  const disk = (write: () => ReturnType<Apply>): ReturnType<Apply> => {
    const written = last.then(write)
    last = written.catch(() => undefined)
    return written
  }
  return { disk, letGo: gate.resolve }
}

test('the next change of rules begins while one is on its way; nobody sees either before it is there', async t => {
  const { replica, handed, setDisk, revision } = await world(t)
  const { disk, letGo } = held()
  setDisk(disk)
  const answered: number[] = []
  const all = ['a', 'b', 'c'].map(id =>
    replica.commit(ACME, ahead, () => grant(id)).then(made => answered.push(made.revision)),
  )
  while (handed.length < 3) await turn()
  t.deepEqual(handed, [1, 2, 3])
  t.deepEqual(answered, [])
  t.is(await revision(), 1)
  letGo()
  await Promise.all(all)
  t.deepEqual(answered, [2, 3, 4])
  t.is(await revision(), 4)
})

test('each is drafted on what the one before it leaves', async t => {
  const { replica, handed, setDisk } = await world(t)
  const { disk, letGo } = held()
  setDisk(disk)
  const seen: boolean[] = []
  const draft = (view: RulesView): Draft => {
    const [rule] = grant('a').adds ?? []
    seen.push(rule !== undefined && view.has(rule))
    return seen.length === 1 ? grant('a') : grant('b')
  }
  const all = [replica.commit(ACME, ahead, draft), replica.commit(ACME, ahead, draft)]
  while (handed.length < 2) await turn()
  letGo()
  await Promise.all(all)
  t.deepEqual(seen, [false, true])
})

test('what may read more than rules waits, and so does whatever follows records', async t => {
  const { replica, handed, setDisk, store } = await world(t)
  const { disk, letGo } = held()
  setDisk(disk)
  const group = { put: 'group', value: { id: subject('group', 'lab'), created_at: new Date(0) } } as const
  const all = [
    replica.commit(ACME, ahead, () => grant('a')),
    replica.commit(ACME, by, async () => {
      t.is((await store.policy.history(ACME, { limit: 1 })).items[0]?.revision, 2)
      return { records: [group] }
    }),
    replica.commit(ACME, ahead, async () => {
      t.truthy(await store.records.find('group', ACME, group.value.id))
      return grant('b')
    }),
  ]
  for (let n = 0; n < 20; n += 1) await turn()
  t.deepEqual(handed, [1])
  letGo()
  await Promise.all(all)
  t.deepEqual(handed, [1, 2, 3])
})

test('when the disk refuses one, only its caller hears of it; what was drafted on it is drafted anew', async t => {
  const { replica, handed, setDisk, revision } = await world(t)
  const { disk, letGo } = held()
  let nth = 0
  setDisk(write => {
    nth += 1
    return nth === 2 ? disk(() => Promise.reject(new StoreUnavailable('full'))) : disk(write)
  })
  const all = ['a', 'b', 'c', 'd'].map(id => replica.commit(ACME, ahead, () => grant(id)))
  while (handed.length < 4) await turn()
  letGo()
  const outcomes = await Promise.allSettled(all)
  t.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
  const view = await replica.at(ACME)
  t.deepEqual(
    ['a', 'b', 'c', 'd'].map(id => view?.has(grant(id).adds?.[0] as never)),
    [true, false, true, true],
  )
  t.is(await revision(), 4)
})

test('nobody is refused because of a change that never held', async t => {
  const { replica, handed, setDisk } = await world(t)
  const role = (give: boolean): Draft => {
    const rule = roleRule(ACME, MO, 'member')
    return give ? { adds: [rule] } : { removes: [rule] }
  }
  await replica.commit(ACME, by, () => role(true))
  handed.length = 0
  const { disk, letGo } = held()
  setDisk(() => disk(() => Promise.reject(new StoreUnavailable('full'))))
  const taken = replica.commit(ACME, ahead, () => role(false))
  let refusals = 0
  const second = replica.commit(ACME, ahead, view => {
    if (view.roleOf(MO) !== undefined) return {}
    refusals += 1
    throw new Problem('invite_first')
  })
  while (refusals === 0) await turn()
  letGo()
  await t.throwsAsync(taken, { instanceOf: StoreUnavailable })
  t.is((await second).after.roleOf(MO), 'member')
  t.is(refusals, 1)
})
