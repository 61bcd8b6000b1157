import type { DecisionReading } from '../audit/decision-reading.ts'
import type { Commit } from '../change/commit.ts'
import { createComparisons } from '../policy/comparisons.ts'
import { createHistory, type History } from '../policy/history.ts'
import type { InstalledSets } from '../policy/installed.ts'
import { createRoles, type Roles } from '../policy/own-roles.ts'
import { createPlans, type Plans } from '../policy/plans/plans.ts'
import { createSetService, type SetService } from '../policy/set-service.ts'
import type { Store } from '../ports/store.ts'
import type { Replica } from '../replica/replica.ts'

interface Parts {
  readonly store: Store
  readonly commit: Commit
  readonly sets: InstalledSets
  readonly replica: Pick<Replica, 'at'>
  readonly reading: DecisionReading
  readonly now: () => Date
  failed(error: unknown): void
}

/** What is done with policies while the service runs. */
export const policyRooms = ({
  store,
  commit,
  sets: { compiled, compiledVersion, draftingRoles },
  replica,
  reading,
  now,
  failed,
}: Parts): { history: History; plans: Plans; roles: Roles; sets: SetService } => {
  const view = replica.at
  const { records } = store
  // One comparison may take much memory, so all rooms stand in one line for it.
  const comparisons = createComparisons()
  return {
    history: createHistory({
      store,
      commit,
      compiled,
      compiledVersion,
      comparisons,
      now,
      view: org => view(org),
    }),
    plans: createPlans({
      store,
      commit,
      compiled,
      comparisons,
      decisions: reading,
      now,
      failed,
      view: org => view(org),
    }),
    roles: createRoles({ records, commit, drafts: draftingRoles({ records, now }) }),
    sets: createSetService({ ...store, commit, comparisons, now, view: org => view(org) }),
  }
}
