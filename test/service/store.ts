/** A store beside the service: what a test needs to be so before it starts, or to look at after it ended. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { openStore } from '../../src/compose.ts'
import type { Change, RecordWrite } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Store } from '../../src/ports/store.ts'

/** The URL of a fresh embedded store, gone with the test. */
export const freshStore = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-store-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return `sqlite:${join(folder, 'kasbah.db')}`
}

/** Opens the store for as long as `use` takes; no service may have it meanwhile. */
export const withStore = async <T>(url: string, use: (store: Store) => Promise<T>): Promise<T> => {
  const store = await openStore(url)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

/** A change that no caller of the service could make. */
export const change = (
  expected: number,
  records: readonly RecordWrite[],
  more: Partial<Change> = {},
): Change => ({
  actor: 'operator',
  operation: 'given',
  target: 'org',
  expected,
  adds: [],
  removes: [],
  records,
  narrows: false,
  ...more,
})

/** Writes records as if they had always been so. */
export const rewrite = (
  url: string,
  org: string,
  records: (store: Store) => Promise<readonly RecordWrite[]>,
) =>
  withStore(url, async store => {
    const id = org as OrgId
    await store.policy.apply(id, change(await store.policy.head(id), await records(store)))
  })
