import type { DraftingRoles } from '../change/role-drafts.ts'
import type { Shadow } from '../engine/memo.ts'
import { type CompiledSet, compileSet } from '../engine/set.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { Problem } from '../model/problems.ts'
import type { PolicySetStore } from '../ports/policy-set-store.ts'
import { readSetFolders } from './folder.ts'
import { draftingRoles } from './role-drafts.ts'
import { digestOf, openSet, type SetTexts, storedSet } from './set.ts'

export interface InstalledSets {
  /** The set of that name as it is installed, ready to decide. Compiled once for each digest. */
  compiled(name: string): Promise<CompiledSet>
  /** A version of it, in use or not. @throws Problem unknown_policy_set */
  compiledVersion(name: string, digest: string): Promise<CompiledSet>
  /** @throws Problem unknown_policy_set */
  catalogue(name: string): Promise<Catalogue>
  /** Drafts of roles that are checked against these sets. */
  readonly draftingRoles: DraftingRoles
  /**
   * Installs the sets of the folder that the store does not have yet. Sets that are installed stay as they are: the store is
   * what decides, and changing it is a step of its own. Answers the names of those whose files differ, and what is wrong with
   * those that are not installed because they cannot be used.
   */
  installNew(folder: string): Promise<InstalledFolder>
}

/** Versions that are not in use, kept for questions about the past. */
const MAX_PAST = 8

export interface InstalledFolder {
  readonly differing: readonly string[]
  readonly refused: readonly { readonly name: string; readonly problem: Problem }[]
}

/** @param shadow has a part of the remembered answers asked of Casbin again, in production */
export function createInstalledSets(store: PolicySetStore, shadow?: Shadow): InstalledSets {
  const past = new Map<string, CompiledSet>()
  const ready = new Map<string, { digest: string; set: CompiledSet }>()

  const compiled = async (name: string): Promise<CompiledSet> => {
    const installed = await store.find(name)
    if (!installed) {
      const names = (await store.list()).map(set => set.name)
      throw new Problem('unknown_policy_set', `the installed sets are ${names.join(', ')}`)
    }
    const known = ready.get(name)
    if (known?.digest === installed.digest) return known.set
    const set = compileSet(storedSet(name, installed.texts), shadow)
    ready.set(name, { digest: installed.digest, set })
    return set
  }

  const compiledVersion = async (name: string, digest: string): Promise<CompiledSet> => {
    if ((await store.find(name))?.digest === digest) return compiled(name)
    const key = `${name}/${digest}`
    const known = past.get(key)
    if (known) return known
    const version = await store.version(name, digest)
    if (!version) throw new Problem('unknown_policy_set', `this version of ${name} is not kept`)
    const set = compileSet(storedSet(name, version.texts))
    past.set(key, set)
    for (const oldest of past.keys()) if (past.size > MAX_PAST) past.delete(oldest)
    return set
  }

  return {
    compiled,
    compiledVersion,
    catalogue: async name => (await compiled(name)).catalogue,
    draftingRoles: draftingRoles(compiled),
    async installNew(folder) {
      const differing: string[] = []
      const refused: InstalledFolder['refused'][number][] = []
      for (const { name, texts } of await readSetFolders(folder)) {
        const digest = digestOf(texts)
        const installed = await store.find(name)
        if (installed && installed.digest !== digest) differing.push(name)
        if (installed) continue
        const problem = problemOf(name, texts)
        if (problem) refused.push({ name, problem })
        else await store.install({ name, digest, installed_at: new Date(), texts })
      }
      return { differing, refused }
    },
  }
}

const problemOf = (name: string, texts: SetTexts): Problem | undefined => {
  try {
    openSet(name, texts)
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
