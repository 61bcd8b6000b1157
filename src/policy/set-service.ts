/** Policy sets while the service runs: which versions there are, who uses them, and the next version for all of them. */
import type { Snapshot } from '../engine/snapshot.ts'
import { loadSnapshot } from '../engine/snapshot.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Comparisons } from './comparisons.ts'
import { type EffectsPage, pageOfEffects } from './effects.ts'
import { everyOrganisation, type InstallParts, type InstallReport, installSet } from './install.ts'
import { openSet, type SetTexts } from './set.ts'

export interface SetServiceParts extends InstallParts {
  readonly comparisons: Comparisons
  /** The newest rules of an organisation. */
  view(org: OrgId): Promise<Snapshot | undefined>
}

/** A version by its files, or by the digest of one that was installed before. */
export type Version = { readonly texts: SetTexts } | { readonly digest: string }

export interface SetInstall {
  readonly name: string
  readonly version: Version
  readonly dryRun: boolean
  readonly reason?: string
  /** Also compare what the organisations' people may do. */
  readonly effects: boolean
}

/** What the version does to the people of one organisation. */
export interface OrganisationEffects extends EffectsPage {
  readonly org: OrgId
}

/** Each comparison can take seconds. */
const MAX_COMPARED = 50
const MAX_ROWS = 20

/** Organisations named for one set; all of them are counted. */
const MAX_NAMED = 1_000

export function createSetService(parts: SetServiceParts) {
  const { comparisons } = parts

  const textsOf = async (name: string, version: Version): Promise<SetTexts> => {
    if ('texts' in version) return version.texts
    const found = await parts.sets.version(name, version.digest)
    if (!found)
      throw new Problem('unknown_policy_set', `${name} was never installed in version ${version.digest}`)
    return found.texts
  }

  const effectsOn = async (name: string, texts: SetTexts, orgs: readonly OrgId[]) => {
    const { compiled } = openSet(name, texts)
    const effects: OrganisationEffects[] = []
    for (const org of orgs.slice(0, MAX_COMPARED)) {
      const [before, stored] = [await parts.view(org), await parts.policy.snapshot(org)]
      if (!before || !stored) continue
      const after = await loadSnapshot(compiled, stored)
      effects.push({ org, ...pageOfEffects(await comparisons.compare(before, after), MAX_ROWS) })
    }
    return { effects, not_compared: Math.max(0, orgs.length - MAX_COMPARED) }
  }

  return {
    /** The sets in use, with how many organisations each has. */
    async list() {
      const sets = await parts.sets.list()
      const counts = new Map<string, number>()
      for await (const { policy_set } of everyOrganisation(parts))
        counts.set(policy_set, (counts.get(policy_set) ?? 0) + 1)
      return sets.map(set => ({ ...set, organisations: counts.get(set.name) ?? 0 }))
    },

    /** The version in use, whole. @throws Problem not_found */
    async find(name: string) {
      const installed = await parts.sets.find(name)
      if (!installed) throw new Problem('not_found')
      return installed
    },

    /** One set with its versions and those who use it. @throws Problem not_found */
    async get(name: string) {
      const installed = await parts.sets.find(name)
      if (!installed) throw new Problem('not_found')
      const users = await usersNamed(parts, name)
      const { digest, installed_at, texts } = installed
      const versions = await parts.sets.versions(name)
      return {
        name,
        digest,
        installed_at,
        texts,
        versions,
        users: users.slice(0, MAX_NAMED),
        organisations: users.length,
      }
    },

    /** Installs a version for every organisation that uses the set. @throws what `installSet` throws; unknown_policy_set */
    async install({ name, version, dryRun, reason, effects }: SetInstall) {
      const texts = await textsOf(name, version)
      const compared = effects ? await effectsOn(name, texts, await usersNamed(parts, name)) : undefined
      const said = reason === undefined ? {} : { reason }
      const report: InstallReport = await installSet(parts, { folder: { name, texts }, dryRun, ...said })
      return { report, ...compared }
    },
  }
}

const usersNamed = async (parts: SetServiceParts, name: string): Promise<readonly OrgId[]> => {
  const users: OrgId[] = []
  for await (const { id, policy_set } of everyOrganisation(parts)) if (policy_set === name) users.push(id)
  return users
}

export type SetService = ReturnType<typeof createSetService>
