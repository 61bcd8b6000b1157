import type { Config } from '../config/config.ts'
import { readSetFolder } from '../policy/folder.ts'
import { type InstallReport, installSet } from '../policy/install.ts'
import { versionOf } from './whole-store.ts'
import { withReplica } from './with-replica.ts'

/**
 * Installs the set of a folder into the store, and has every organisation that uses it decide by it. The embedded store must
 * not be served meanwhile; replicas on MongoDB go on serving. @throws StoreUnusable; what `installSet` throws
 */
export async function installFrom(
  config: Config,
  folder: string,
  how: { readonly dryRun: boolean; readonly reason?: string },
): Promise<InstallReport & { readonly name: string }> {
  await versionOf(config.store)
  const read = await readSetFolder(folder)
  const report = await withReplica(config, ({ store, commit }) =>
    installSet({ ...store, commit, now: () => new Date() }, { ...how, folder: read }),
  )
  return { ...report, name: read.name }
}
