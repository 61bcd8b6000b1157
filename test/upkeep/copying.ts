import test, { type ExecutionContext } from 'ava'
import type { Archive, ArchiveRecord } from '../../src/ports/archive.ts'
import { StoreUnusable } from '../../src/ports/errors.ts'
import type { Store } from '../../src/ports/store.ts'
import { copyStore } from '../../src/upkeep/copy.ts'
import { change, grant, rulesAt } from '../contract/sample.ts'
import { ACME, furnish, GONE } from './furnished.ts'

/** Opens an empty store of the test's own, closed with it. */
export type OpenNew = (t: ExecutionContext) => Promise<Store>

const now = () => new Date()
const copy = (from: Store, to: Store) => copyStore({ from, to, now, silenceMs: 300 })

const installation = (archive: Archive) => Array.fromAsync(archive.installation())

const everything = async ({ archive, policy }: Store): Promise<unknown[]> => {
  const all: unknown[] = []
  for await (const kept of archive.organisations()) {
    const { id } = kept.organisation
    all.push(kept, ...(await Array.fromAsync(policy.changes(id, 0))))
    all.push(...(await Array.fromAsync(archive.records(id))))
  }
  const rest = await installation(archive)
  return [...all, ...rest.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))]
}

const nameOf = ({ of, value }: ArchiveRecord & { readonly value?: unknown }): string => {
  const { id, name, digest } = Object(value)
  return [of, id, name, digest].join(' ')
}

/** What holds of copying from a store of one kind into one of another. */
export const copyingContract = (name: string, openFrom: OpenNew, openTo: OpenNew): void => {
  test(`${name}: everything is there, the past included, and can go on`, async t => {
    const [from, to] = [await openFrom(t), await openTo(t)]
    await furnish(from)
    const digests = await copy(from, to)
    t.deepEqual(
      digests.map(({ org, revision }) => [org, revision]),
      [
        [ACME, 4],
        [GONE, 2],
        [undefined, undefined],
      ],
    )
    t.deepEqual(await everything(to), await everything(from))
    for (const revision of [1, 2, 3, 4])
      t.deepEqual(await rulesAt(to, ACME, revision), await rulesAt(from, ACME, revision), `${revision}`)
    t.not(to.id, from.id)
    t.like(await to.sets.find('datasets'), { digest: 'two' })
    t.is(await to.records.organisation(GONE), undefined)
    t.is(await to.oidc.count('Attempt', 'guess', now()), 3)
    await to.policy.apply(ACME, change(4, { adds: [grant(ACME, 1)] }))
    t.is(await to.policy.head(ACME), 5)
  })

  test(`${name}: only into an empty store`, async t => {
    const [from, to] = [await openFrom(t), await openTo(t)]
    await furnish(from)
    await to.secrets.put('operator_key', 'mine', 0)
    await t.throwsAsync(copy(from, to), { instanceOf: StoreUnusable, message: /not empty/ })
    t.is(await to.policy.head(ACME), 0)
    t.like(await to.secrets.find('operator_key'), { value: 'mine' })
  })
}

/** What a store of this kind keeps of a filling that was cut off: nothing that could be served. */
export const cutOff = async (to: Store): Promise<void> => {
  const records = async function* (): AsyncGenerator<ArchiveRecord> {
    yield { of: 'secret', value: { name: 'a', value: 'b', version: 1 } }
    throw new Error('cut off')
  }
  await to.archive.fill(records(), async () => {})
}
