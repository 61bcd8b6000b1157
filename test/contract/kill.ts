import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { type OrgId, subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import type { Store } from '../../src/ports/store.ts'
import { account, change, foundAs, grant, rulesAt } from './sample.ts'

/** The rules that a revision of the write loop adds. The next revision removes the first of them again. */
const added = (org: OrgId, revision: number): Rule[] => [0, 1, 2].map(n => grant(org, `${revision}-${n}`))

/** Organisations that are written at the same moment: a store may wait for the disk once for several of them. */
const together = (org: OrgId): OrgId[] => [org, ...[1, 2, 3].map(n => `${org}-${n}` as OrgId)]

/** Writes to several organisations for ever, each revision in several tables; tells of each once the store has acknowledged it. */
export const writeOn = async (
  store: Store,
  org: OrgId,
  acknowledged: (line: string) => void,
): Promise<void> => {
  await Promise.all(together(org).map(each => writeTo(store, each, acknowledged)))
}

const writeTo = async (store: Store, org: OrgId, acknowledged: (line: string) => void): Promise<never> => {
  if ((await store.policy.head(org)) === 0) await foundAs(store, org)
  for (let head = await store.policy.head(org); ; head += 1) {
    const next = head + 1
    const receipt = { id: `${org}/${next}`, body_hash: 'h', at: new Date() }
    await store.receipts.take(receipt, receipt.at)
    const { revision } = await store.policy.apply(
      org,
      change(head, {
        adds: added(org, next),
        removes: head > 1 ? added(org, head).slice(0, 1) : [],
        records: [{ put: 'account', value: account(`u${next}`) }],
        receipt,
      }),
    )
    acknowledged(`${org} ${revision}`)
  }
}

export interface Victim {
  /** Starts a process that runs {@link writeOn} and writes each acknowledged line to its standard output. */
  readonly start: () => ChildProcess
  readonly open: () => Promise<Store>
  readonly org: OrgId
}

/** Kills a writer at a random moment, `times` over; after each, nothing acknowledged is lost and nothing is half there. */
export const killContract = async (t: ExecutionContext, victim: Victim, times: number): Promise<void> => {
  for (let n = 0; n < times; n += 1) {
    const acknowledged = await killed(victim.start())
    const store = await victim.open()
    try {
      t.true(acknowledged.size > 0, 'the writer wrote')
      for (const org of together(victim.org)) {
        const head = await store.policy.head(org)
        const last = acknowledged.get(org) ?? 0
        t.true(head >= last, `revision ${last} of ${org} was acknowledged, and the head is ${head}`)
        if (head > 1) await whole(t, store, org, head)
      }
    } finally {
      await store.close()
    }
  }
}

/** The last revision of each organisation that the writer told of before it died. */
const killed = async (writer: ChildProcess): Promise<ReadonlyMap<string, number>> => {
  if (!writer.stdout) throw new TypeError('the writer has no standard output')
  const last = new Map<string, number>()
  const lines = createInterface({ input: writer.stdout })
  lines.on('line', line => {
    const [org = '', revision] = line.split(' ')
    last.set(org, Number(revision))
  })
  await Promise.race([once(lines, 'line'), once(writer, 'exit')])
  await wait(Math.random() * 40)
  const gone = once(writer, 'close')
  writer.kill('SIGKILL')
  await gone
  return last
}

/** Every revision up to the head is there, each whole, in every table that it wrote. */
const whole = async (t: ExecutionContext, store: Store, org: OrgId, head: number): Promise<void> => {
  const revisions = Array.from({ length: head }, (_, n) => n + 1)
  const records = await Array.fromAsync(store.policy.changes(org, 0))
  t.deepEqual(
    records.map(record => record.revision),
    revisions,
  )
  const written = revisions.slice(1)
  t.deepEqual(
    await rulesAt(store, org),
    written.flatMap(revision => added(org, revision).slice(revision < head ? 1 : 0)),
  )
  const last = await store.receipts.find(`${org}/${head}`)
  t.is(last?.revision, head)
  t.is((await store.receipts.find(`${org}/${head + 1}`))?.revision ?? 0, 0)
  t.truthy(await store.records.find('account', org, subject('user', `u${head}`)))
  t.is(await store.records.find('account', org, subject('user', `u${head + 1}`)), undefined)
  t.is((await store.audit.query(org, {}, { limit: 1 })).items[0]?.revision, head)
}
