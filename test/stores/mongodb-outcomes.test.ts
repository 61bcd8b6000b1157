/** What becomes of a change when the server fails in the midst of it: never reported failed when it held, never made twice. */
import test, { type ExecutionContext } from 'ava'
import { MongoClient } from 'mongodb'
import type { StoreFact } from '../../adapters/mongodb/connection/connection.ts'
import { openMongoStore } from '../../adapters/mongodb/store.ts'
import { Conflict, StoreUnavailable } from '../../src/ports/errors.ts'
import { change, found, grant, rulesAt } from '../contract/sample.ts'
import { failCommands, WRITES } from './fail-points.ts'
import { answering, ownMongodb, untested } from './mongodb-server.ts'
import { mongodbUrl } from './mongodb-url.ts'

const server = await ownMongodb()

if (server) {
  const url = server.database()
  const client = new MongoClient(url)
  // The server has one fail point, so these tests take turns.
  const serial = test.serial

  test.after.always(async () => {
    await client.close()
    await server.close()
  })

  /** A store of which only its own commands fail, with an organisation at revision 1. */
  const open = async (t: ExecutionContext, within = 5_000) => {
    const facts: StoreFact[] = []
    const options = { appName: 'outcomes', serverSelectionTimeoutMS: '2000' }
    const store = await openMongoStore({
      url: mongodbUrl(url, { options }),
      within,
      note: fact => facts.push(fact),
    })
    t.teardown(() => store.close())
    const org = await found(store)
    const fail = async (data: object, times?: number) => {
      const off = await failCommands(client, { ...data, appName: 'outcomes' }, times)
      t.teardown(off)
      return off
    }
    return { store, org, fail, facts }
  }

  serial('a commit that held and was never acknowledged is reported as made', async t => {
    const { store, org, fail, facts } = await open(t, 3_000)
    await fail({
      failCommands: ['commitTransaction'],
      writeConcernError: { code: 91, errmsg: 'shutting down' },
    })
    const made = await store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))
    t.is(made.revision, 2)
    t.true(facts.some(({ fact }) => fact === 'outcome_resolved'))
    t.deepEqual(await rulesAt(store, org), [grant(org, 0)])
  })

  serial('a commit whose connection is cut is tried again, and made once', async t => {
    const { store, org, fail } = await open(t)
    await fail({ failCommands: ['commitTransaction'], closeConnection: true }, 1)
    t.is((await store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))).revision, 2)
    t.is(await store.policy.head(org), 2)
    t.deepEqual(await rulesAt(store, org), [grant(org, 0)])
  })

  serial('a commit that never reached the server is not reported as made', async t => {
    const { store, org, fail } = await open(t, 400)
    const off = await fail({ failCommands: ['commitTransaction'], closeConnection: true })
    const doomed = store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))
    await t.throwsAsync(doomed, { instanceOf: StoreUnavailable })
    await off()
    t.is(await store.policy.head(org), 1)
    t.is((await store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))).revision, 2)
  })

  for (const [what, data] of [
    ['a transient error', { errorCode: 251, errorLabels: ['TransientTransactionError'] }],
    ['a write conflict', { errorCode: 112, errorLabels: ['TransientTransactionError'] }],
    ['a primary that steps down', { errorCode: 10_107, errorLabels: ['TransientTransactionError'] }],
    ['an election', { errorCode: 189, errorLabels: ['TransientTransactionError'] }],
    ['a cut connection', { closeConnection: true }],
  ] as const)
    serial(`${what} in the midst of a change is tried again, and the change made once`, async t => {
      const { store, org, fail, facts } = await open(t)
      const receipt = { id: `receipt of ${org}`, body_hash: 'h', at: new Date() }
      await store.receipts.take(receipt, receipt.at)
      await fail({ failCommands: WRITES, ...data }, 2)
      const change_ = change(1, { adds: [grant(org, 0)], receipt })
      t.is((await store.policy.apply(org, change_)).revision, 2)
      t.deepEqual(await rulesAt(store, org), [grant(org, 0)])
      t.is((await store.policy.history(org, { limit: 5 })).items.length, 2)
      t.is(facts.filter(({ fact }) => fact === 'retry').length, 2)
    })

  serial(
    'a commit that was answered by an election is found to hold, and its retry is no conflict',
    async t => {
      const { store, org, fail } = await open(t)
      const data = {
        writeConcernError: { code: 91, errmsg: 'stepping down' },
        errorLabels: ['TransientTransactionError'],
      }
      await fail({ failCommands: ['commitTransaction'], ...data }, 1)
      t.is((await store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))).revision, 2)
      t.is(await store.policy.head(org), 2)
      const other = store.policy.apply(org, change(1, { adds: [grant(org, 1)] }))
      await t.throwsAsync(other, { instanceOf: Conflict })
    },
  )

  serial('a server that fails all the time is given up in bounded time', async t => {
    const { store, org, fail } = await open(t, 300)
    for (const data of [
      { errorCode: 112, errorLabels: ['TransientTransactionError'] },
      { closeConnection: true },
    ]) {
      const off = await fail({ failCommands: WRITES, ...data })
      const doomed = store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))
      await t.throwsAsync(doomed, { instanceOf: StoreUnavailable })
      await off()
    }
    t.is(await store.policy.head(org), 1)
  })

  serial('a server that hangs is given up, and used again once it goes on', async t => {
    const { store, org } = await open(t, 300)
    process.kill(server.pid(), 'SIGSTOP')
    try {
      await t.throwsAsync(store.policy.apply(org, change(1)), { instanceOf: StoreUnavailable })
      await t.throwsAsync(store.ready(), { instanceOf: StoreUnavailable })
    } finally {
      process.kill(server.pid(), 'SIGCONT')
    }
    const head = await store.policy.head(org)
    const next = await store.policy.apply(org, change(head, { adds: [grant(org, 1)] }))
    t.is(next.revision, head + 1)
  })

  serial('an outage is called by its name, by every port', async t => {
    const { store, org } = await open(t, 300)
    await server.stop('SIGKILL')
    const asked = [
      store.policy.head(org),
      store.policy.snapshot(org),
      store.policy.apply(org, change(1)),
      store.records.organisation(org),
      store.records.anywhere('api_key', { hash: 'h' }),
      store.secrets.find('s'),
      store.audit.query(org, {}, { limit: 1 }),
      store.ready(),
    ]
    const outcomes = await Promise.allSettled(asked)
    t.true(outcomes.every(({ status }) => status === 'rejected'))
    const wrong = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))
    t.deepEqual(
      wrong.filter(reason => !(reason instanceof StoreUnavailable)),
      [],
    )
    await server.restart()
    await answering(store)
    t.is(await store.policy.head(org), 1)
    t.is((await store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))).revision, 2)
  })
} else untested()
