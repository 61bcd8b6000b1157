import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type CompiledSet, compileSet, type SetSource } from '../src/engine/set.ts'
import { loadSnapshot, type Snapshot } from '../src/engine/snapshot.ts'
import { SetDescription } from '../src/model/catalogue.ts'
import type { Rule } from '../src/model/rule.ts'
import { orgOf, recordOf, rulesOf, type Size } from './organisations.ts'

/** A policy set of the project, by its folder. No file of one has quoted fields. */
export const sourceIn = (folder: string): SetSource => {
  const text = (file: string): string =>
    readFileSync(new URL(`../policies/${folder}/${file}`, import.meta.url), 'utf8')
  return {
    name: folder,
    model: text('model.conf'),
    baseline: text('policy.csv')
      .split('\n')
      .filter(line => /^[pg]/.test(line))
      .map(line => line.split(',').map(field => field.trim()) as unknown as Rule),
    description: SetDescription.parse(parse(text('set.yaml'))),
  }
}

/** The shipped policy set, as most rows use it. */
export const shippedSource = (): SetSource => sourceIn('datasets')

export const shippedSet = (): CompiledSet => compileSet(shippedSource())

async function* inBatches(rules: readonly Rule[]): AsyncGenerator<readonly Rule[]> {
  for (let i = 0; i < rules.length; i += 1_000) yield rules.slice(i, i + 1_000)
}

export const snapshotOf = (set: CompiledSet, i: number, rules: readonly Rule[]): Promise<Snapshot> =>
  loadSnapshot(set, { organisation: recordOf(orgOf(i)), revision: 1, rules: inBatches(rules) })

/** Snapshots of so many organisations; their rules are made and dropped one organisation at a time. */
export const snapshotsOf = async (set: CompiledSet, count: number, size?: Size): Promise<Snapshot[]> => {
  const snapshots: Snapshot[] = []
  for (let i = 0; i < count; i++) snapshots.push(await snapshotOf(set, i, rulesOf(i, size)))
  return snapshots
}
