/** Before a change is stored, the engine takes it: the snapshot that it leads to is made, and is the one that is answered from. */
import { keepAdministered } from '../change/administrators.ts'
import { BadRule } from '../engine/bad-model.ts'
import { TooLarge } from '../engine/bounds.ts'
import type { CompiledSet } from '../engine/set.ts'
import { loadSnapshot, type Snapshot } from '../engine/snapshot.ts'
import type { Change } from '../model/change.ts'
import type { Organisation } from '../model/organisation.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { narrows } from './narrowing.ts'

/** A change with the rules that it leads to. */
export interface Taken {
  readonly change: Change
  readonly after: Snapshot
}

const isEmpty = ({ adds, removes, records }: Change): boolean =>
  adds.length + removes.length + records.length === 0

/** @throws Problem invalid_policy, too_many_rules, last_admin: then nothing was written */
export const taken = async (before: Snapshot, change: Change): Promise<Taken> => {
  if (isEmpty(change)) return { change, after: before }
  const { organisation, revision } = before
  const next = { ...change, org: organisation.id, revision: revision + 1 }
  const rules = await before.advance(next).catch(refused)
  keepAdministered(before, rules)
  const after = change.records.reduce(
    (snapshot, write) =>
      'put' in write && write.put === 'organisation' ? snapshot.withOrganisation(write.value) : snapshot,
    rules,
  )
  return { change: { ...change, narrows: change.narrows || narrows(before, rules, change) }, after }
}

/** The same for the change that makes an organisation. */
export const takenFirst = async (
  compiled: (name: string) => Promise<CompiledSet>,
  change: Change,
): Promise<Snapshot> => {
  const organisation = organisationIn(change)
  const rules = batch(change.adds)
  const set = await compiled(organisation.policy_set)
  return loadSnapshot(set, { organisation, revision: 1, rules }).catch(refused)
}

const organisationIn = ({ records }: Change): Organisation => {
  for (const write of records) if ('put' in write && write.put === 'organisation') return write.value
  throw new Error('the first change of an organisation puts its record')
}

async function* batch(rules: readonly Rule[]): AsyncGenerator<readonly Rule[]> {
  yield rules
}

/** What the engine does not take, as a caller is told. */
export const refused = (error: unknown): never => {
  if (error instanceof BadRule) throw new Problem('invalid_policy', error.message, { cause: error })
  if (error instanceof TooLarge) throw new Problem('too_many_rules', error.message, { cause: error })
  throw error
}
