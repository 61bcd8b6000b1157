import test, { type ExecutionContext } from 'ava'
import type { RecordWrite } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { RecordRow } from '../../src/model/record-row.ts'
import { type Kinds, records } from '../../src/model/records.ts'
import type { ListRequest } from '../../src/ports/record-store.ts'
import type { Store } from '../../src/ports/store.ts'
import { copyStore } from '../../src/upkeep/copy.ts'
import { digestsOf } from '../../src/upkeep/digest.ts'
import { change, foundAs, NOON, pages } from './sample.ts'

/** A noun that this version does not have, kept under a resource. */
export interface Note {
  readonly resource: string
  readonly id: string
  readonly author: string
  readonly data: Readonly<Record<string, unknown>>
  readonly created_at: Date
  readonly read_at?: Date
}

const row: RecordRow<Note> = {
  table: 'notes',
  key: ['resource', 'id'],
  partOf: 'resource',
  lookups: {
    author: { over: 'organisation' },
    unread: { over: 'installation', of: ({ read_at, author }) => (read_at ? undefined : author) },
  },
  dates: ['created_at', 'read_at'],
  opaque: ['data'],
}

/** The first half of the recipe in CONTRIBUTING.md: the row. */
export const kindsWithNote: Kinds = { ...records, note: row }

const ORG = 'acme' as OrgId

/** The types of the port are those of the rows in `src`; this row is not among them. */
const notesIn = (store: Store) => {
  const { find, list, anywhere } = store.records as unknown as {
    find(kind: 'note', org: OrgId, key: object): Promise<Note | undefined>
    list(
      kind: 'note',
      org: OrgId,
      request: Omit<ListRequest<'version'>, 'where'> & { where?: object },
    ): ReturnType<Store['records']['list']>
    anywhere(kind: 'note', where: object): Promise<readonly { org: OrgId; value: Note }[]>
  }
  const write = async (...writes: object[]) => {
    const head = await store.policy.head(ORG)
    await store.policy.apply(ORG, change(head, { records: writes as unknown as RecordWrite[] }))
  }
  return { find, list, anywhere, write }
}

const note = (resource: string, id: string, more: Partial<Note> = {}): Note => ({
  resource,
  id,
  author: 'user:mo',
  data: { 'a.b': { $x: [null, NOON.toISOString()] } },
  created_at: NOON,
  ...more,
})

const [STREETS, PARKS] = ['dataset:streets', 'dataset:parks']
const resource = (id: string) => ({
  put: 'resource',
  value: { id, name: id, attributes: {}, created_at: NOON, updated_at: NOON },
})

const named = (value: unknown): string => `${(value as Note).resource} ${(value as Note).id}`

export interface NewKindStores {
  /** A new store that keeps notes too. */
  open(t: ExecutionContext): Promise<Store>
  /** A store of the same kind or another to copy to, that keeps notes too. */
  openTarget(t: ExecutionContext): Promise<Store>
}

const furnished = async (store: Store): Promise<readonly Note[]> => {
  await foundAs(store, ORG)
  const { write } = notesIn(store)
  const notes = ['a', 'b', 'c', 'd'].map(id =>
    note(STREETS, id, id === 'd' ? { author: 'user:gus', read_at: NOON } : {}),
  )
  const other = note(PARKS, 'a')
  await write(resource(STREETS), resource(PARKS), ...[...notes, other].map(value => ({ put: 'note', value })))
  return [...notes, other]
}

/** What holds of a kind that is nowhere but in its row. */
export const newKindContract = (name: string, { open, openTarget }: NewKindStores): void => {
  test(`${name}: a new kind is stored, read, found and paged`, async t => {
    const store = await open(t)
    const [first, ...rest] = await furnished(store)
    const { find, list, anywhere, write } = notesIn(store)
    t.deepEqual(await find('note', ORG, { resource: STREETS, id: 'a' }), first)
    const ofStreets = (page: object) => list('note', ORG, { limit: 3, ...page, where: { resource: STREETS } })
    t.deepEqual(await pages(ofStreets, 3), [[first, ...rest.slice(0, 2)], [rest[2]]])
    const byMo = await pages(page => list('note', ORG, { ...page, where: { author: 'user:mo' } }), 2)
    t.is(byMo.flat().length, 4)
    const all = (await pages(page => list('note', ORG, page), 2)).flat()
    t.deepEqual(all.map(named).toSorted(), [first, ...rest].map(named).toSorted())
    t.is((await anywhere('note', { unread: 'user:gus' })).length, 0)
    const unread = note(STREETS, 'd', { author: 'user:gus' })
    await write({ put: 'note', value: unread })
    t.deepEqual(await anywhere('note', { unread: 'user:gus' }), [{ org: ORG, value: unread }])
    const { items } = await store.policy.history(ORG, { limit: 1 })
    t.deepEqual(items[0]?.touched, ['note'])
  })

  test(`${name}: a new kind is dropped by its key, by what it is found by, and with what it is a part of`, async t => {
    const store = await open(t)
    await furnished(store)
    const { list, write } = notesIn(store)
    const left = async () => (await list('note', ORG, { limit: 10 })).items.length
    await write({ drop: 'note', resource: STREETS, id: 'a' })
    t.is(await left(), 4)
    await write({ drop: 'note', where: { author: 'user:gus' } })
    t.is(await left(), 3)
    await write({ drop: 'resource', id: STREETS })
    t.is(await left(), 1)
    await t.throwsAsync(write({ drop: 'note', where: {} }), { instanceOf: TypeError })
    await t.throwsAsync(write({ drop: 'note', where: { text: 'x' } }), { instanceOf: TypeError })
    t.is(await left(), 1)
  })

  test(`${name}: a new kind is archived, digested and copied`, async t => {
    const [from, to] = [await open(t), await openTarget(t)]
    await furnished(from)
    const before = await Array.fromAsync(digestsOf(from, NOON))
    const { write } = notesIn(from)
    await write({ put: 'note', value: note(STREETS, 'a', { read_at: NOON }) })
    const after = await Array.fromAsync(digestsOf(from, NOON))
    t.not(after[0]?.digest, before[0]?.digest)
    const copied = await copyStore({ from, to, now: () => NOON, silenceMs: 100 })
    t.is(copied[0]?.digest, after[0]?.digest)
    const kept = async (store: Store) =>
      (await Array.fromAsync(store.archive.records(ORG))).filter(({ put }) => String(put) === 'note')
    t.is((await kept(to)).length, 5)
    t.deepEqual(await kept(to), await kept(from))
  })
}
