import type { Snapshot } from '../../src/engine/snapshot.ts'
import { shippedSet, snapshotOf } from '../engine.ts'
import { inUse, type Row } from '../measure.ts'
import { rulesOf } from '../organisations.ts'

/** Bytes that stay in use for each rule of a million, names and indexes included. */
export const memory: Row = async () => {
  const set = shippedSet()
  const before = inUse()
  const snapshots: Snapshot[] = []
  let rules = 0
  for (let i = 0; i < 71; i++) {
    const made = rulesOf(i)
    rules += made.length
    snapshots.push(await snapshotOf(set, i, structuredClone(made)))
  }
  const bytes = inUse() - before
  const told = snapshots.reduce((sum, snapshot) => sum + snapshot.bytes, 0)
  return [
    {
      what: `memory a rule, all in, at ${rules.toLocaleString('en')} rules`,
      goal: '30 bytes',
      measured: `${(bytes / rules).toFixed(1)} bytes`,
      beside: `the budget counts ${(told / rules).toFixed(1)}`,
    },
  ]
}
