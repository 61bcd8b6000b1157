import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import type { ChangeRequest } from '../../src/change/commit.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Organisation } from '../../src/model/organisation.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { createReplica } from '../../src/replica/replica.ts'

export const ACME = 'acme' as OrgId

export const by: ChangeRequest = { actor: 'operator', operation: 'test', target: 'acme' }

const now = () => new Date('2026-05-03T10:00:00Z')

export const organisationOf = (id: OrgId): Organisation => ({
  id,
  name: id,
  policy_set: 'datasets',
  settings: {
    newcomer_role: 'guest',
    default_access: 'none',
    invitation_days: 7,
    api_key_max_days: null,
    networks: null,
  },
  created_at: now(),
})

/** A store with the shipped sets, what decides on it, and organisations without rules. */
export async function openAt(path: string, ...orgs: readonly OrgId[]) {
  const store = await openSqliteStore({ path })
  const sets = createInstalledSets(store.sets)
  await sets.installNew(join(import.meta.dirname, '../../policies'))
  const replica = await createReplica({ store, compiled: sets.compiled, memory: 1 << 30 })
  for (const id of orgs) {
    const value = organisationOf(id)
    await replica.commitFirst(id, { ...by, target: id }, { records: [{ put: 'organisation', value }] })
  }
  const snapshot = async (org: OrgId) => {
    const found = await replica.at(org)
    if (!found) throw new Error(`no ${org}`)
    return found
  }
  return {
    store,
    replica,
    now,
    snapshot,
    parts: { commit: replica.commit, compiled: sets.compiled, store, view: snapshot, now },
    close: async () => {
      await replica.close()
      await store.close()
    },
  }
}

/** The same in memory, until the test ends. */
export async function openOrganisations(t: ExecutionContext, ...orgs: readonly OrgId[]) {
  const opened = await openAt(':memory:', ...orgs)
  t.teardown(opened.close)
  return opened
}
