/** Stores in which the situations of policy tests are so, as if they had come about by themselves. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Catalogue } from '../../src/model/catalogue.ts'
import type { RecordWrite } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { OrgSettings } from '../../src/model/organisation.ts'
import type { Case } from '../../src/policy/trial/run.ts'
import { elsewhereOf, type Facts, recordsOf, rulesOf } from '../../src/policy/trial/situation.ts'
import type { Store } from '../../src/ports/store.ts'
import { change, withStore } from './store.ts'

const settings: OrgSettings = {
  newcomer_role: 'none',
  default_access: 'none',
  invitation_days: 7,
  api_key_max_days: null,
  networks: null,
}

const settle = async ({ policy }: Store, set: Catalogue, id: OrgId, facts: Facts) => {
  const created_at = new Date()
  const value = { id, name: id, policy_set: set.name, settings, created_at }
  const records: RecordWrite[] = [{ put: 'organisation', value }, ...recordsOf(facts, created_at)]
  await policy.apply(id, change(0, records, { adds: rulesOf(facts, id, set) }))
}

/** A store with an organisation for each case; `gone` removes it. */
export const given = async (set: Catalogue, cases: readonly Case[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-cases-'))
  const url = `sqlite:${join(folder, 'kasbah.db')}`
  await withStore(url, async store => {
    for (const { situation } of cases) {
      await settle(store, set, situation.org, situation.facts)
      if (situation.elsewhere) await settle(store, set, elsewhereOf(situation), situation.elsewhere)
    }
  })
  return { url, gone: () => rm(folder, { recursive: true, force: true }) }
}
