import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { createTickets } from '../../src/identity/login/tickets.ts'
import type { OrgId, Subject } from '../../src/model/id.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'

const OUTCOME = { org: 'acme' as OrgId, subject: 'user:mo' as Subject, idp: 'idp_1', auth_time: 1 }
const refused = { instanceOf: SignInRefused, message: /ticket_invalid/ }

test('a ticket is collected once, by its own interaction, before it expires', async t => {
  const clock = { now: new Date('2026-01-01T00:00:00Z') }
  const store = await openSqliteStore({ path: ':memory:', now: () => clock.now })
  t.teardown(store.close)
  const { issue, collect } = createTickets(store.oidc)
  const ticket = await issue('one', OUTCOME)
  await t.throwsAsync(collect('two', ticket), refused)
  await t.throwsAsync(collect('one', `${ticket}x`), refused)
  const collected = await Promise.allSettled([1, 2, 3, 4, 5].map(() => collect('one', ticket)))
  t.is(collected.filter(({ status }) => status === 'fulfilled').length, 1)
  await t.throwsAsync(collect('one', ticket), refused)
  const late = await issue('one', OUTCOME)
  clock.now = new Date(Date.now() + 6 * 60_000)
  await t.throwsAsync(collect('one', late), refused)
})
