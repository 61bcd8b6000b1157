/**
 * The checkup of a whole store for `kasbah doctor`: of either kind, also while it is served. It changes nothing unless it is
 * asked to mend.
 */
import type { Config } from '../config/config.ts'
import { Problem } from '../model/problems.ts'
import { createInstalledSets, type InstalledSets } from '../policy/installed.ts'
import { undecidable } from '../policy/set-change.ts'
import { RecordDamaged } from '../ports/errors.ts'
import type { Store } from '../ports/store.ts'
import { type Examination, type ExamineParts, examine, examineOne } from '../upkeep/examine.ts'
import { mend } from '../upkeep/mend.ts'
import { embeddedPath, openExisting, versionOf } from './whole-store.ts'
import { withReplica } from './with-replica.ts'

/** Receives the findings of a checkup. */
export interface CheckupReport {
  /** What is wrong with the store itself: the file of an embedded one, and what stops the examination. */
  file(findings: readonly string[]): void
  organisation(found: Examination): void
  /** After the organisation was mended: the revisions that this made, and how it is now. */
  mended(found: Examination, revisions: readonly number[]): void
}

/** Checks the store and changes nothing, also while it is served. @throws StoreUnusable, StoreUnavailable */
export async function checkUp({ store: url }: Config, report: CheckupReport): Promise<void> {
  const path = embeddedPath(url)
  if (path === undefined) {
    const store = await openExisting(url)
    return examineAll(store, report).finally(() => store.close())
  }
  const { inspectSqlite } = await import('../../adapters/sqlite/inspect.ts')
  const { readSqlite } = await import('../../adapters/sqlite/reader.ts')
  report.file(inspectSqlite(path))
  const reader = readSqlite(path)
  await examineAll(reader, report).finally(() => reader.close())
}

const examineAll = async (store: Pick<Store, 'policy' | 'archive' | 'sets'>, report: CheckupReport) => {
  try {
    for await (const found of examine(partsOf(store, createInstalledSets(store.sets))))
      report.organisation(found)
  } catch (error) {
    // A damaged organisation or policy set: the organisations after it cannot be examined.
    if (!(error instanceof RecordDamaged)) throw error
    report.file([`${error.message}: the examination ended there`])
  }
}

const partsOf = (store: Pick<Store, 'policy' | 'archive'>, sets: InstalledSets): ExamineParts => ({
  store,
  now: () => new Date(),
  typesOf: async name => {
    const catalogue = await sets.catalogue(name).catch(unlessUnknown)
    return catalogue && new Set(Object.keys(catalogue.types))
  },
  readsOf: async name => (await sets.catalogue(name).catch(unlessUnknown))?.reads,
  undecidable: async stored => undecidable(await sets.compiled(stored.organisation.policy_set), stored),
})

const isMendable = ({ drift, looseEnds, faults }: Examination): boolean =>
  faults.length === 0 && (drift !== undefined || looseEnds.length > 0)

const NO_SET: ReadonlySet<string> = new Set(['unknown_policy_set', 'invalid_policy'])

const unlessUnknown = (error: unknown): undefined => {
  if (!(error instanceof Problem && NO_SET.has(error.code))) throw error
}

/**
 * Checks the store and mends what can be mended, each as a change of its own. An embedded store must not be served meanwhile.
 * @throws StoreUnusable, StoreUnavailable; Problem revision_mismatch when somebody else was changing the same
 */
export async function checkUpAndMend(config: Config, report: CheckupReport): Promise<void> {
  await versionOf(config.store)
  await withReplica(config, async ({ store, sets, commit }) => {
    const parts = partsOf(store, sets)
    for await (const kept of store.archive.organisations()) {
      const found = await examineOne(parts, kept)
      report.organisation(found)
      if (!isMendable(found)) continue
      const revisions = await mend({ archive: store.archive, commit }, found)
      const revision = revisions.at(-1) ?? kept.revision
      report.mended(await examineOne(parts, { ...kept, revision }), revisions)
    }
  })
}
