import type { CompiledSet } from '../../engine/set.ts'
import { loadSnapshot, type Snapshot } from '../../engine/snapshot.ts'
import { NONE } from '../../model/catalogue.ts'
import type { Organisation } from '../../model/organisation.ts'
import type { PolicySnapshot } from '../../ports/policy-store.ts'
import type { Answer, Question, Way } from './run.ts'
import { rulesOf, type Situation } from './situation.ts'

const organisation = (set: CompiledSet, id: Situation['org']): Organisation => ({
  id,
  name: id,
  policy_set: set.name,
  settings: {
    newcomer_role: NONE,
    default_access: NONE,
    invitation_days: 7,
    api_key_max_days: null,
    networks: null,
  },
  created_at: new Date(0),
})

async function* batch<T>(items: T): AsyncGenerator<T> {
  yield items
}

/** The situation's organisation as the engine holds it. What is elsewhere is not in it, as in service. */
export const snapshotOf = (set: CompiledSet, { org, facts, at }: Situation): Promise<Snapshot> => {
  const from: PolicySnapshot = {
    organisation: organisation(set, org),
    revision: 1,
    rules: batch(rulesOf(facts, org, set.catalogue)),
  }
  return loadSnapshot(set, from, at?.getTime())
}

/** A way of asking a snapshot: one by one, in a batch, with the reason, by a search. */
export type Ask = (
  snapshot: Snapshot,
  questions: readonly Question[],
) => readonly Answer[] | Promise<readonly Answer[]>

/** Asks the engine itself, in the way given. */
export const engineWay =
  (set: CompiledSet, ask: Ask): Way =>
  async (situation, questions) =>
    ask(await snapshotOf(set, situation), questions)
