import test from 'ava'
import { createTrail } from '../../src/audit/trail.ts'
import { isOver, nextTurn } from '../../src/engine/turns.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { OrgId } from '../../src/model/id.ts'
import { subject } from '../../src/model/id.ts'
import { change, found, NOON, pages, refusalAt } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const turns = { isOver, nextTurn }

const refusal = (org: OrgId, ms: number, more: Partial<AuditEvent> = {}): AuditEvent =>
  refusalAt(org, NOON.getTime() + ms, more)

/** As it was given. */
const bare = ({ chain: _, ...event }: AuditEvent): AuditEvent => event

export const auditContract = (open: OpenStore): void => {
  test('the trail is paged, the newest first, whatever the order of arrival', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const events = [3, 1, 4, 2, 5].map(n => refusal(org, n))
    await store.audit.append([...events.slice(0, 2), refusal(other, 9)])
    await store.audit.append(events.slice(2))
    await store.audit.append([])
    const until = new Date(NOON.getTime() + 100)
    const read = await pages(page => store.audit.query(org, { until }, page), 2)
    t.deepEqual(
      read.map(page => page.map(({ at }) => at.getTime() - NOON.getTime())),
      [[5, 4], [3, 2], [1]],
    )
    t.deepEqual(read[0]?.map(bare)[0], events[4])
  })

  test('lines of one moment are each listed once', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const events = Array.from({ length: 5 }, () => refusal(org, 0))
    await store.audit.append(events)
    const read = (await pages(page => store.audit.query(org, { actor: 'user:eve' }, page), 2)).flat()
    t.deepEqual(read.map(({ id }) => id).toSorted(), events.map(({ id }) => id).toSorted())
  })

  test('every filter is exact, and they narrow together', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const events = [
      refusal(org, 10),
      refusal(org, 20, { actor: subject('user', 'Eve') }),
      refusal(org, 30, { operation: 'dropGrant' }),
      refusal(org, 40, { target: 'dataset:D', reason: 'why', request_id: 'r' }),
    ]
    await store.audit.append(events)
    const at = (ms: number) => new Date(NOON.getTime() + ms)
    const window = { since: at(0), until: at(99) }
    const found_ = async (filter: Parameters<typeof store.audit.query>[1]) =>
      (await store.audit.query(org, filter, { limit: 10 })).items.map(event =>
        events.findIndex(({ id }) => id === event.id),
      )
    t.deepEqual(await found_(window), [3, 2, 1, 0])
    t.deepEqual(await found_({ ...window, actor: 'user:eve' }), [3, 2, 0])
    t.deepEqual(await found_({ ...window, operation: 'setGrant' }), [3, 1, 0])
    t.deepEqual(await found_({ ...window, target: 'dataset:d' }), [2, 1, 0])
    t.deepEqual(await found_({ ...window, outcome: 'refused' }), [3, 2, 1, 0])
    t.deepEqual(await found_({ ...window, outcome: 'refused', operation: 'dropGrant' }), [2])
    t.deepEqual(await found_({ ...window, outcome: 'done' }), [])
    t.deepEqual(
      await found_({ ...window, actor: 'user:eve', operation: 'setGrant', target: 'dataset:d' }),
      [0],
    )
    t.deepEqual(await found_({ since: at(20), until: at(40) }), [2, 1])
    t.deepEqual(await found_({ ...window, actor: 'user:ev' }), [])
    const [line] = (await store.audit.query(org, { target: 'dataset:D' }, { limit: 1 })).items
    t.deepEqual(line && bare(line), events[3])
  })

  test('a line is found by everything that it touches, and an older line by its actor and target', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const [mo, lab] = [subject('user', 'mo'), subject('group', 'lab')]
    await store.policy.apply(
      org,
      change(1, {
        actor: 'operator',
        operation: 'addGroupMember',
        target: lab,
        adds: [['g', mo, lab, org]],
        about: [subject('user', 'gus')],
        credential: 'key_1',
        address: '192.0.2.7',
      }),
    )
    const old = refusal(org, 5, { target: mo })
    await store.audit.append([old, refusal(org, 6, { subjects: ['user:eve', 'dataset:d'] })])
    const touching = async (who: string) =>
      (await store.audit.query(org, { subject: who }, { limit: 10 })).items
    const [line, ...more] = await touching(lab)
    t.is(more.length, 0)
    t.like(line, {
      credential: 'key_1',
      address: '192.0.2.7',
      effects: [{ what: 'group', subject: mo, to: lab }],
    })
    t.deepEqual(
      (await touching('user:gus')).map(({ id }) => id),
      [line?.id],
    )
    t.deepEqual((await touching(mo)).map(({ id }) => id).toSorted(), [line?.id, old.id].toSorted())
    t.is((await touching('user:eve')).length, 2)
    t.is((await touching('user:nobody')).length, 0)
    const read = (await pages(page => store.audit.query(org, { subject: 'user:eve' }, page), 1)).flat()
    t.is(read.length, 2)
    t.is(
      (await store.audit.query(org, { subject: mo, operation: 'setGrant' }, { limit: 10 })).items.length,
      1,
    )
  })

  test('lines are appended all or none', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const [first, second] = [refusal(org, 1), refusal(org, 2)]
    await store.audit.append([first])
    await t.throwsAsync(store.audit.append([second, first]))
    t.deepEqual((await store.audit.query(org, { actor: 'user:eve' }, { limit: 5 })).items.map(bare), [first])
  })

  test('the order of the trail is that of events, though all of them fall in one millisecond', async t => {
    const { store } = await open(t, { now: () => NOON })
    const org = await found(store)
    const trail = createTrail({
      store: store.audit,
      records: store.records,
      turns,
      failed: error => t.fail(String(error)),
    })
    const refused = (name: string) =>
      trail.refused(org, { actor: 'operator', operation: name, target: 'org' }, 'forbidden')
    const changed = (name: string, expected: number) =>
      store.policy.apply(org, change(expected, { operation: name }))
    refused('a')
    await changed('b', 1)
    await changed('c', 2)
    refused('d')
    refused('e')
    await changed('f', 3)
    refused('g')
    await trail.close()
    const read = (await pages(page => store.audit.query(org, {}, page), 2)).flat()
    t.is(
      read
        .slice(0, -1)
        .map(({ operation }) => operation)
        .join(''),
      'gfedcba',
    )
  })

  test('changes and refusals stand in one trail', async t => {
    const { store } = await open(t)
    const org = await found(store)
    await store.policy.apply(org, change(1))
    await store.policy.apply(org, change(2))
    await store.audit.append([refusal(org, 0, { at: new Date(Date.now() + 60_000) })])
    const read = (await pages(page => store.audit.query(org, {}, page), 2)).flat()
    t.deepEqual(
      read.map(event => event.revision),
      [undefined, 3, 2, 1],
    )
  })
}
