import test from 'ava'
import { verifyTrail } from '../../src/audit/verifying.ts'
import { isOver, nextTurn } from '../../src/engine/turns.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import { BEGINNING, type ChainLink, linkedAll, PRUNED } from '../../src/model/audit-chain.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { AuditStore } from '../../src/ports/audit-store.ts'
import { change, found, refusalAt, unique } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const LONG_AGO = Date.parse('2001-01-01T00:00:00Z')

const refusal = (org: OrgId, ms: number, more: Partial<AuditEvent> = {}): AuditEvent =>
  refusalAt(org, LONG_AGO + ms, more)

const turns = { isOver, nextTurn }
const verify = (
  store: Pick<AuditStore, 'chain' | 'chained' | 'unchained' | 'query'>,
  org: OrgId,
  known?: ChainLink,
) => verifyTrail({ store, turns }, org, { limit: 10_000, known })

/** The store with another hand in it. */
const altered = (store: AuditStore, alter: (line: AuditEvent) => readonly AuditEvent[]): AuditStore => ({
  ...store,
  chained: async (org, after, limit) => (await store.chained(org, after, limit)).flatMap(alter),
})

export const auditChainContract = (open: OpenStore): void => {
  test('every line is linked to the one before it, those of changes and of refusals alike', async t => {
    const { store } = await open(t)
    const org = await found(store)
    await store.policy.apply(org, change(1))
    const odd = {
      reason: 'half a \ud83d, \u0000 and "quotes"',
      effects: [{ what: 'role', to: 'role:\ud83d' }],
    }
    await store.audit.append([refusal(org, 1), refusal(org, 2, odd)])
    await store.policy.apply(org, change(2))
    const lines = await store.audit.chained(org, 0, 10)
    t.deepEqual(
      lines.map(({ chain }) => chain?.n),
      [1, 2, 3, 4, 5],
    )
    t.deepEqual(linkedAll(BEGINNING, lines).lines, lines)
    t.like(await verify(store.audit, org), { whole: true, lines: 5, last: lines.at(-1)?.chain })
    t.is(await verify(store.audit, unique('o') as OrgId), undefined)
  })

  test('a line that was changed, taken out or slipped in is named, and a link that was kept is found', async t => {
    const { store } = await open(t)
    const org = await found(store)
    await store.audit.append([1, 2, 3, 4].map(ms => refusal(org, ms)))
    const { audit } = store
    const [, second, third] = await audit.chained(org, 0, 10)
    const wrong = (alter: (line: AuditEvent) => readonly AuditEvent[]) => verify(altered(audit, alter), org)
    const other = await wrong(line => [line.chain?.n === 3 ? { ...line, actor: 'operator' as const } : line])
    t.like(other, { whole: false, lines: 2, misfit: { n: 3, id: third?.id, at: third?.at } })
    t.is((await wrong(line => (line.chain?.n === 3 ? [] : [line])))?.misfit?.why, 'line 3 is missing')
    t.is(
      (await wrong(line => ((line.chain?.n ?? 0) > 3 ? [] : [line])))?.misfit?.why,
      'lines 4 to 5 are missing',
    )
    const again = linkedAll(BEGINNING, [refusal(org, 9), ...(await audit.chained(org, 1, 10))]).lines
    const rewritten = await verify({ ...audit, chained: async (_org, after) => again.slice(after) }, org)
    t.like(rewritten, { whole: false, misfit: { n: 5 } }, 'a whole chain that was made again has another end')
    t.like(await verify(audit, org, second?.chain), { whole: true, known: true })
    t.like(await verify(audit, org, { n: 2, hash: 'other' }), { whole: true, known: false })
    t.like(await verify(audit, org, { n: 6, hash: 'cut off' }), { known: false }, 'a chain is never shorter')
  })

  test('a call that goes on where the chain does not end any more names that', async t => {
    const { store } = await open(t)
    const org = await found(store)
    await store.audit.append([refusal(org, 1)])
    const { head } = (await store.audit.chain(org)) ?? { head: BEGINNING }
    const from = (after: ChainLink) => verifyTrail({ store: store.audit, turns }, org, { limit: 10, after })
    t.like(await from(head), { whole: true, lines: 0 })
    for (const after of [
      { ...head, hash: 'other' },
      { ...head, n: head.n + 1 },
    ])
      t.like(await from(after), { whole: false, misfit: { n: after.n } })
  })

  test('what is pruned is on record, and the chain goes on from there', async t => {
    const { store } = await open(t)
    const { audit } = store
    const [org, beside] = [await found(store), await found(store)]
    // The change that founded it is young, and stands before them: nothing behind it goes.
    await audit.append([refusal(org, 1)])
    t.is(await audit.prune(org, new Date(LONG_AGO + 10)), 0)
    const later = new Date(Date.now() + 86_400_000)
    await audit.append([refusal(org, 0, { at: later }), refusal(beside, 1)])
    t.true(await audit.hasOlder(org, new Date(LONG_AGO + 2)))
    t.is(await audit.prune(org, later), 2)
    t.false(await audit.hasOlder(org, new Date(LONG_AGO + 2)))
    const lines = await audit.chained(org, 0, 10)
    t.deepEqual(
      lines.map(({ chain, operation }) => [chain?.n, operation]),
      [
        [3, 'setGrant'],
        [4, PRUNED],
      ],
    )
    t.like(lines[1], { actor: 'operator', effects: [{ what: 'audit', id: '2' }] })
    t.like(await verify(audit, org), { whole: true, lines: 2, chain: { pruned: { n: 2 } } })
    t.like(await verify(audit, beside), { whole: true, lines: 2 })
    const hidden: AuditStore = {
      ...audit,
      chain: async () => ({ head: lines[1]?.chain ?? BEGINNING, pruned: lines[0]?.chain ?? BEGINNING }),
    }
    t.regex((await verify(hidden, org))?.misfit?.why ?? '', /no line says/)
  })

  test('changes and refusals that are written at once are one chain', async t => {
    const { store, second } = await open(t)
    const beside = second ? await second() : store
    const org = await found(store)
    const refused = async (n: number) => {
      for (let ms = 0; ms < 4; ms += 1) await (n % 2 ? store : beside).audit.append([refusal(org, ms)])
    }
    const changed = async () => {
      for (let head = 1; head <= 6; head += 1) await store.policy.apply(org, change(head))
    }
    await Promise.all([changed(), ...[1, 2, 3].map(refused)])
    t.like(await verify(store.audit, org), { whole: true, lines: 1 + 6 + 12, unchained: { lines: 0 } })
  })
}
