/** Writers and askers on every replica at once, and a record of all that they were told. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Reply } from '../service/client.ts'
import type { Check, Write } from './history.ts'
import type { Node } from './node.ts'

/** An answer that was none: what was asked, and how it was refused. */
export interface Refusal {
  readonly what: 'write' | 'check'
  readonly status: number
  readonly code?: string
  readonly retryAfter: string | null
  readonly ms: number
  /** When it came, by the clock of the test. */
  readonly at: number
}

export interface Record {
  readonly writes: Write[]
  readonly checks: Check[]
  readonly refusals: Refusal[]
}

/** Guest i and dataset i: nobody but their own writer changes what the one may do with the other. */
export const KEYS = ['0', '1', '2', '3']
const AT = '/v1/orgs/acme'

export const prepare = async ({ nodes: [first] }: { readonly nodes: readonly Node[] }): Promise<void> => {
  const ask = first?.ask
  if (!ask) throw new Error('there is no replica')
  const done = async (reply: Promise<Reply>) => {
    const { status, text } = await reply
    if (status >= 300) throw new Error(text)
  }
  await done(ask('POST', '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:alice' }))
  for (const key of KEYS) {
    await done(ask('PUT', `${AT}/members/guest${key}`, { role: 'guest' }))
    await done(ask('POST', `${AT}/datasets`, { id: `data${key}`, name: key, default_access: 'none' }))
  }
}

/** Asks whether the guest of a key sees its dataset. */
export const askFor = (node: Node, key: string, consistency?: unknown): Promise<Reply> =>
  node.ask('POST', '/check', {
    org: 'acme',
    subject: `user:guest${key}`,
    action: 'view',
    resource: `dataset:data${key}`,
    ...(consistency === undefined ? {} : { consistency }),
  })

/** Keeps everyone busy until it is stopped. */
export const startLoad = (nodes: readonly Node[], record: Record): (() => Promise<void>) => {
  let running = true
  const jobs = [
    ...KEYS.map(key => writing(key, nodes, record, () => running)),
    ...nodes.map(node => asking(node, record, () => running)),
  ]
  return async () => {
    running = false
    await Promise.all(jobs)
  }
}

const writing = async (key: string, nodes: readonly Node[], record: Record, running: () => boolean) => {
  const last = record.writes.findLast(write => write.key === key)
  for (let kind: Write['kind'] = last?.kind === 'grant' ? 'revoke' : 'grant'; running(); ) {
    const node = nodes[Math.floor(Math.random() * nodes.length)]
    if (node) await write(node, { key, kind }, record)
    kind = kind === 'grant' ? 'revoke' : 'grant'
    await wait(20 + Math.random() * 60)
  }
}

const write = async (
  node: Node,
  { key, kind }: Pick<Write, 'key' | 'kind'>,
  record: Record,
): Promise<void> => {
  const path = `${AT}/datasets/data${key}/access/grants/user:guest${key}`
  const begun = performance.now()
  // Noted before it is sent: a check may see it before its answer comes.
  const noted = { kind, key, begun, at: node.name }
  const place = record.writes.push(noted) - 1
  const reply = await (kind === 'grant'
    ? node.ask('PUT', path, { level: 'can_view' })
    : node.ask('DELETE', path)
  ).catch(() => undefined)
  // What it was handed on to ended before it answered.
  if (!reply || reply.body?.code === 'outcome_unknown') return
  // What an unanswered grant did not do cannot be taken away: it is not there, and that is an answer.
  if (kind === 'revoke' && reply.status === 404) record.writes[place] = { ...noted, ended: performance.now() }
  else if (reply.status >= 300) refuse(record, 'write', reply, begun)
  else {
    const { revision, propagated } = reply.body
    record.writes[place] = { ...noted, ended: performance.now(), revision, propagated }
  }
}

const MOST_AT_ONCE = 100

/** One question after the other; a replica that does not answer is asked on, for it will when it wakes. */
const asking = async (node: Node, record: Record, running: () => boolean): Promise<void> => {
  const open = new Set<Promise<void>>()
  while (running()) {
    const asked = ask(node, record)
    open.add(asked)
    void asked.then(() => open.delete(asked))
    await Promise.race([asked, wait(40)])
    await (open.size < MOST_AT_ONCE ? wait(4) : Promise.race(open))
  }
  await Promise.all(open)
}

const ask = async (node: Node, record: Record): Promise<void> => {
  const key = KEYS[Math.floor(Math.random() * KEYS.length)] ?? ''
  const begun = performance.now()
  const reply = await askFor(node, key).catch(() => undefined)
  if (reply?.status === 200) {
    const { allowed, revision } = reply.body
    record.checks.push({ key, begun, ended: performance.now(), allowed, revision, at: node.name })
  } else if (reply) refuse(record, 'check', reply, begun)
  else await wait(50)
}

const refuse = (
  record: Record,
  what: Refusal['what'],
  { status, body, headers }: Reply,
  begun: number,
): void => {
  const retryAfter = headers.get('retry-after')
  record.refusals.push({
    what,
    status,
    code: body?.code,
    retryAfter,
    ms: performance.now() - begun,
    at: performance.now(),
  })
}
