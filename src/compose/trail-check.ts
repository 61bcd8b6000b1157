/** Looks over the trails of a whole store, for a command beside the service. */
import { type Verification, verifyTrail } from '../audit/verifying.ts'
import type { Config } from '../config/config.ts'
import { isOver, nextTurn } from '../engine/turns.ts'
import type { ChainLink } from '../model/audit-chain.ts'
import type { OrgId } from '../model/id.ts'
import type { Store } from '../ports/store.ts'
import { embeddedPath, openExisting } from './whole-store.ts'

/** Every organisation, or the one that is named. @throws StoreUnusable, StoreUnavailable */
export async function* verifyStore(
  { store: url }: Config,
  asked: { readonly org?: string; readonly known?: ChainLink | undefined },
): AsyncGenerator<{ readonly org: OrgId; readonly found: Verification }> {
  const { store, close } = await openReading(url)
  try {
    for await (const { organisation } of store.archive.organisations()) {
      const org = organisation.id
      if (asked.org !== undefined && asked.org !== org) continue
      const wish = { known: asked.known, limit: Number.MAX_SAFE_INTEGER }
      const found = await verifyTrail({ store: store.audit, turns: { isOver, nextTurn } }, org, wish)
      if (found) yield { org, found }
    }
  } finally {
    await close()
  }
}

/** An embedded store is read beside the process that serves it. */
const openReading = async (
  url: string,
): Promise<{ store: Pick<Store, 'archive' | 'audit'>; close: () => void | Promise<void> }> => {
  const path = embeddedPath(url)
  if (path === undefined) {
    const store = await openExisting(url)
    return { store, close: () => store.close() }
  }
  const { readSqlite } = await import('../../adapters/sqlite/reader.ts')
  const reader = readSqlite(path)
  return { store: reader, close: () => reader.close() }
}
