/**
 * Why `casbin-mongodb-adapter` is never used bare: what it does when it writes. Each defect is shown on the package itself,
 * and gone in the adapter that stands on it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { newEnforcer } from 'casbin'
import { RuleExists, RuleMissing } from '../../src/ports/errors.ts'
import { casbinAdapters, DENY, loaded, model, rulesOf, VIEW } from './casbin-adapters.ts'
import { findMongodb, untested } from './mongodb-server.ts'

const server = await findMongodb()

if (server) {
  const { client, bare, ours } = await casbinAdapters(server)

  test.after.always(async () => {
    await client.close()
    await server.close()
  })

  test('a revoke comes back after a restart', async t => {
    const package_ = await bare(t)
    await package_.addPolicy('p', 'p', VIEW)
    await wait(5)
    await package_.removePolicy('p', 'p', VIEW)
    await package_.removePolicies('p', 'p', [VIEW])
    const restarted = await newEnforcer(model(), package_)
    t.true(await restarted.enforce('alice', 'org1', 'data', 'view'), 'the package deleted nothing')

    const { write, reader } = ours()
    await write(adapter => adapter.addPolicy('p', 'p', VIEW))
    t.true(await (await newEnforcer(model(), reader())).enforce('alice', 'org1', 'data', 'view'))
    await write(adapter => adapter.removePolicy('p', 'p', VIEW))
    t.false(await (await newEnforcer(model(), reader())).enforce('alice', 'org1', 'data', 'view'))
  })

  test('removing removes exactly the rule, and says when it is not there', async t => {
    const { write, load } = ours()
    await write(adapter => adapter.addPolicies('p', 'p', [VIEW, DENY]))
    await write(adapter => adapter.removePolicies('p', 'p', [DENY]))
    t.deepEqual(rulesOf(await load(), 'p'), [VIEW])
    const both = write(adapter => adapter.removePolicies('p', 'p', [VIEW, DENY]))
    await t.throwsAsync(both, { instanceOf: RuleMissing })
    t.deepEqual(rulesOf(await load(), 'p'), [VIEW])
  })

  test('saving a policy drops everything first', async t => {
    const package_ = await bare(t)
    await package_.addPolicy('p', 'p', VIEW)
    await package_.savePolicy(model())
    t.is(await package_.documents.countDocuments(), 0)

    const { write, load, reader } = ours()
    await write(adapter => adapter.addPolicy('p', 'p', VIEW))
    await t.throwsAsync(reader().savePolicy())
    await t.throwsAsync(reader().clearCollection())
    t.deepEqual(rulesOf(await load(), 'p'), [VIEW])
  })

  test('the same rule is kept twice, and removing it once would leave it', async t => {
    const package_ = await bare(t)
    await Promise.all([package_.addPolicy('p', 'p', VIEW), package_.addPolicy('p', 'p', VIEW)])
    t.is(await package_.documents.countDocuments(), 2)

    const { write, load } = ours()
    await write(adapter => adapter.addPolicy('p', 'p', VIEW))
    const twice = write(adapter => adapter.addPolicy('p', 'p', VIEW))
    await t.throwsAsync(twice, { instanceOf: RuleExists })
    t.deepEqual(rulesOf(await load(), 'p'), [VIEW])
  })

  test('a write is part of no transaction', async t => {
    const package_ = await bare(t)
    const session = client.startSession()
    session.startTransaction()
    await package_.addPolicy('p', 'p', VIEW)
    await session.abortTransaction()
    await session.endSession()
    t.deepEqual(rulesOf(await loaded(package_), 'p'), [VIEW])

    const { write, load, reader } = ours()
    await write(adapter => adapter.addPolicy('p', 'p', VIEW), 'abort')
    t.deepEqual(rulesOf(await load(), 'p'), [])
    await t.throwsAsync(reader().addPolicy('p', 'p', VIEW), { message: /through a change/ })
    await t.throwsAsync(reader().removePolicy('p', 'p', VIEW), { message: /through a change/ })
  })

  test('there is no update', async t => {
    t.false('updatePolicy' in (await bare(t)))
    const { write, load } = ours()
    await write(adapter => adapter.addPolicy('p', 'p', VIEW))
    await write(adapter => adapter.updatePolicy('p', 'p', VIEW, DENY))
    t.deepEqual(rulesOf(await load(), 'p'), [DENY])
  })

  test('a value that is an operator empties the collection', async t => {
    const anything = { $ne: null } as unknown as string
    const package_ = await bare(t)
    await package_.addPolicies('p', 'p', [VIEW, DENY])
    await package_.removeFilteredPolicy('p', 'p', 0, anything)
    t.is(await package_.documents.countDocuments(), 0)

    const { write, load, reader } = ours()
    const refused = { instanceOf: TypeError }
    await write(adapter => adapter.addPolicies('p', 'p', [VIEW, DENY]))
    await t.throwsAsync(write(adapter => adapter.removeFilteredPolicy()))
    await t.throwsAsync(
      write(adapter => adapter.removePolicy('p', 'p', [anything])),
      refused,
    )
    await t.throwsAsync(
      write(adapter => adapter.addPolicy('p', 'p', [anything])),
      refused,
    )
    await t.throwsAsync(reader().loadFilteredPolicy(model(), { v0: anything }), refused)
    await t.throwsAsync(reader().loadFilteredPolicy(model(), { $where: 'true' } as never), refused)
    t.deepEqual(rulesOf(await load(), 'p'), [VIEW, DENY])
  })
} else untested()
