import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { createSignInsUnderWay } from '../../src/bridge/sign-ins-under-way.ts'
import type { OrgId } from '../../src/model/id.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'

const MINUTE = 60_000
const request = { org: 'alpha' as OrgId, idp: 'idp_a', interaction: 'one', memory: { nonce: 'n' } }
const statement = {
  subject: 's',
  email_verified: false,
  groups: [],
  hint: 'their-token',
  once: { id: 'x', until: new Date() },
}

const codeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run
    return 'nothing'
  } catch (error) {
    return error instanceof SignInRefused ? error.code : String(error)
  }
}

test('a state and a ticket are good once, for their interaction, until they expire', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const open = createSignInsUnderWay(store.oidc, () => new Date())
  const state = open.newState()
  await open.remember(state, request)
  t.is(await codeOf(open.take('another')), 'answer_unexpected')
  t.deepEqual(await open.take(state), request)
  t.is(await codeOf(open.take(state)), 'answer_unexpected')

  const ticket = await open.settle(request, { statement, settings: 0 })
  t.is(await codeOf(open.collect('two', ticket)), 'ticket_invalid')
  const { outcome } = await open.collect('one', ticket)
  t.deepEqual(outcome, { statement: { subject: 's', email_verified: false, groups: [] } })
  t.is(await codeOf(open.collect('one', ticket)), 'ticket_invalid')

  const refused = await open.settle(request, { refused: 'answer_nonce', detail: 'x' })
  t.is(await codeOf(open.collect('one', refused)), 'answer_nonce')
})

test('a message whose work failed may come again, and is good once when it is done', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const { onceDone } = createSignInsUnderWay(store.oidc, () => new Date())
  const message = { id: 'm', until: new Date(Date.now() + MINUTE) }
  let done = 0
  const run = (work: () => Promise<void>) => codeOf(onceDone('logout', message, work))
  t.regex(await run(() => Promise.reject(new Error('the store is away'))), /the store is away/)
  const work = async () => {
    done += 1
  }
  t.deepEqual([await run(work), await run(work), done], ['nothing', 'answer_replayed', 1])
})

test('what is older than its time is gone', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const before = (minutes: number) =>
    createSignInsUnderWay(store.oidc, () => new Date(Date.now() - minutes * MINUTE))
  const now = before(0)
  await before(11).remember('old', request)
  await before(9).remember('young', request)
  t.is(await codeOf(now.take('old')), 'answer_unexpected')
  t.is(await codeOf(now.take('young')), 'nothing')
  t.is(
    await codeOf(now.collect('one', await before(6).settle(request, { statement, settings: 0 }))),
    'ticket_invalid',
  )
  t.is(
    await codeOf(now.collect('one', await before(4).settle(request, { statement, settings: 0 }))),
    'nothing',
  )
})

test('something is seen once in its scope', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const { once } = createSignInsUnderWay(store.oidc, () => new Date())
  const until = new Date(Date.now() + MINUTE)
  const all = await Promise.all(Array.from({ length: 20 }, () => codeOf(once('a', { id: 'x', until }))))
  t.is(all.filter(code => code === 'nothing').length, 1)
  t.is(await codeOf(once('b', { id: 'x', until })), 'nothing')
})
