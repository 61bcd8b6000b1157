/** An organisation whose other writer dies or stands still between the writes of a change and its commit, again and again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ExecutionContext } from 'ava'
import type { OrgId } from '../../src/model/id.ts'
import { ruleKey } from '../../src/model/rule.ts'
import type { Store } from '../../src/ports/store.ts'
import { change, grant, rulesAt } from '../contract/sample.ts'

const SCRIPT = join(import.meta.dirname, 'mongodb-gap-process.ts')

export interface Gap {
  readonly store: Store
  readonly url: string
  readonly org: OrgId
}

/** Milliseconds that each write of ours took while the other writer was dead. */
export const killedInTheGap = async (t: ExecutionContext, gap: Gap, times: number): Promise<number[]> => {
  const waits: number[] = []
  for (let n = 0; n < times; n += 1) {
    const other = start(gap, 'SIGKILL')
    await said(other)
    await once(other, 'exit')
    waits.push(await write(t, gap, `killed ${n}`))
  }
  await whole(t, gap)
  return waits
}

/** The same while it stands still; each time it is woken after, and goes on as if nothing had been. */
export const stoppedInTheGap = async (t: ExecutionContext, gap: Gap, times: number): Promise<number[]> => {
  const waits: number[] = []
  const other = start(gap, 'SIGSTOP')
  t.teardown(() => void other.kill('SIGKILL'))
  for (let n = 0; n < times; n += 1) {
    await said(other)
    waits.push(await write(t, gap, `stopped ${n}`))
    other.kill('SIGCONT')
  }
  other.kill('SIGKILL')
  await once(other, 'exit')
  await whole(t, gap)
  return waits
}

const start = ({ url, org }: Gap, signal: string): ChildProcess =>
  spawn(process.execPath, [SCRIPT, url, org, signal], { stdio: ['ignore', 'pipe', 'inherit'] })

const lines = new WeakMap<ChildProcess, AsyncIterator<string>>()

/** Resolves once it stands in the gap. */
const said = async (child: ChildProcess): Promise<void> => {
  if (!child.stdout) throw new TypeError('the writer has a standard output')
  const heard = lines.get(child) ?? createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  lines.set(child, heard)
  if ((await heard.next()).done) throw new Error('the writer ended before it wrote')
}

const write = async (t: ExecutionContext, { store, org }: Gap, name: string): Promise<number> => {
  const head = await store.policy.head(org)
  const begun = performance.now()
  const { revision } = await store.policy.apply(org, change(head, { adds: [grant(org, name)] }))
  t.is(revision, head + 1, 'nobody else made this revision')
  return performance.now() - begun
}

/** Every revision once, and the rules are what the changes add up to. */
const whole = async (t: ExecutionContext, { store, org }: Gap): Promise<void> => {
  const changes = await Array.fromAsync(store.policy.changes(org, 0))
  t.deepEqual(
    changes.map(({ revision }) => revision),
    changes.map((_, n) => n + 1),
  )
  t.is(await store.policy.head(org), changes.length)
  const added = changes.flatMap(({ adds }) => adds).map(ruleKey)
  t.is(new Set(added).size, added.length)
  t.deepEqual((await rulesAt(store, org))?.map(ruleKey), added)
  const trail = await store.audit.query(org, {}, { limit: changes.length + 1 })
  t.is(trail.items.length, changes.length)
}
