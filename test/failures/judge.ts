/** Whether the service kept its promises, by what it said and by what is in the database. */
import type { ExecutionContext } from 'ava'
import { netChange } from '../../src/model/commit.ts'
import type { OrgId } from '../../src/model/id.ts'
import { ruleKey } from '../../src/model/rule.ts'
import type { Store } from '../../src/ports/store.ts'
import { expectedEnd, sharedRevisions, staleAllows, staleAnswers } from './history.ts'
import { askFor, KEYS, type Record } from './load.ts'
import type { Node } from './node.ts'

export interface Judged {
  readonly nodes: readonly Node[]
  /** Opens the store beside the service. */
  open(): Promise<Pick<Store, 'policy'> & { close(): void | Promise<void> }>
}

export const judge = async (t: ExecutionContext, { open, nodes }: Judged, record: Record): Promise<void> => {
  t.deepEqual(staleAnswers(record), [])
  t.deepEqual(staleAllows(record), [])
  t.deepEqual(sharedRevisions(record), [])
  const odd = record.refusals.filter(({ status, retryAfter }) => status !== 503 || !retryAfter)
  t.deepEqual(odd, [], 'a refusal is 503, and says when to come again')
  t.deepEqual(await disagreements(nodes, record), [])
  t.deepEqual(await damage(open), [])
}

/** Where replicas differ from each other, or from the last acknowledged write. */
const disagreements = async (nodes: readonly Node[], record: Record): Promise<string[]> => {
  const expected = expectedEnd(record)
  const wrong: string[] = []
  for (const key of KEYS) {
    const replies = await Promise.all(nodes.map(node => askFor(node, key, 'fully_consistent')))
    const said = new Set(replies.map(({ body }) => `${body.allowed} at ${body.revision}`))
    if (said.size !== 1) wrong.push(`${key}: ${[...said].join(', ')}`)
    const wanted = expected.get(key) ?? false
    if (wanted !== 'either' && replies.some(({ body }) => body.allowed !== wanted))
      wrong.push(`${key} is not ${wanted}`)
  }
  return wrong
}

/** What is wrong in the database: gaps in the revisions, or rules that are not what the changes come to. */
const damage = async (open: Judged['open']): Promise<string[]> => {
  const store = await open()
  try {
    const org = 'acme' as OrgId
    const changes = await Array.fromAsync(store.policy.changes(org, 0))
    const gaps = changes.flatMap(({ revision }, i) =>
      revision === i + 1 ? [] : [`revision ${revision} stands at ${i + 1}`],
    )
    const head = await store.policy.head(org)
    if (head !== changes.length) gaps.push(`the head is ${head} after ${changes.length} changes`)
    const snapshot = await store.policy.snapshot(org)
    const held = new Set((await Array.fromAsync(snapshot?.rules ?? [])).flat().map(ruleKey))
    const made = new Set((await netChange(store.policy.changes(org, 0))).adds.map(ruleKey))
    if (held.symmetricDifference(made).size > 0) gaps.push('the rules are not what the changes come to')
    return gaps
  } finally {
    await store.close()
  }
}
