/**
 * The rules of every organisation, by revision. What holds, held and changed is one collection of rules, each with the revisions that
 * added and removed it, so that any revision can be read in one pass; a change record stands beside them for history and
 * for those who follow. This file is the list of what is asked; each answer has its own.
 */
import type { PolicyStore } from '../../src/ports/policy-store.ts'
import { type Connection, inSession } from './connection/connection.ts'
import { applyChange } from './policy/apply.ts'
import { changes, diff, history, origins, revisionAt } from './policy/history.ts'
import { keptSince } from './policy/past-kept.ts'
import { prunePast } from './policy/prune.ts'
import { readSnapshot } from './policy/snapshot.ts'
import { watchChanges } from './policy/watch.ts'

/** A majority is asked whether this server still leads it: an old primary must not answer with an old head. */
const NEWEST = { ...inSession(), projection: { revision: 1 } }

export const createPolicyStore = (c: Connection): PolicyStore => ({
  head: org => c.prompt(async () => (await c.in.organisations.findOne({ _id: org }, NEWEST))?.revision ?? 0),
  snapshot: (org, revision) => readSnapshot(c, org, revision),
  apply: (org, change) => applyChange(c, org, change),
  history: (org, page) => history(c, org, page),
  changes: (org, after, until) => changes(c, org, after, until),
  revisionAt: (org, at) => revisionAt(c, org, at),
  origins: (org, rules, at) => origins(c, { org, at }, rules),
  diff: async (org, from, to) => (await diff(c, { org, from, to }, 0)) ?? { adds: [], removes: [] },
  diffWithin: (most, org, from, to) => diff(c, { org, from, to }, most),
  oldest: org => c.ask(() => keptSince(c, org)),
  prune: before => prunePast(c, before),
  watch: (listener, replica) => watchChanges(c, { listener, replica }),
})
