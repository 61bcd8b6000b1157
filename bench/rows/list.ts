import { compileSet } from '../../src/engine/set.ts'
import type { ResourceQuery, Snapshot } from '../../src/engine/snapshot.ts'
import type { Rule } from '../../src/model/rule.ts'
import { shippedSet, snapshotOf, sourceIn } from '../engine.ts'
import { awaitedRate, type Measured, milli, type Row } from '../measure.ts'
import { datasetOf, orgOf, personOf, rulesOf } from '../organisations.ts'

const DATASETS = 100_000
const SIZE = { datasets: DATASETS, people: 1_000, groups: 50, grants: 30_000 }

const each = async (run: () => Promise<unknown>): Promise<number> => {
  const twenty = async () => {
    for (let i = 0; i < 20; i++) await run()
  }
  await twenty()
  return 1_000 / (await awaitedRate(7, 20, twenty))
}

interface Listed {
  readonly snapshot: Snapshot
  readonly query: Omit<ResourceQuery, 'limit'>
  readonly what: string
  readonly goal: string
}

/** So many checks are made to say what checking everything would take. */
const SAMPLE = 5_000

const measured = async ({ snapshot, query, what, goal }: Listed): Promise<Measured> => {
  const everything = () => snapshot.resources({ ...query, limit: Number.POSITIVE_INFINITY })
  const found = (await everything()).items.length
  const { items } = await snapshot.registered({ type: query.type, limit: SAMPLE })
  const checking = async () => {
    for (const resource of items)
      for (const action of query.actions) snapshot.check({ subject: query.subject, action, resource })
  }
  const ours = await each(everything)
  const theirs = (1_000 * DATASETS) / (await awaitedRate(5, SAMPLE, checking))
  return {
    what: `${what}: ${found.toLocaleString('en')} of ${DATASETS.toLocaleString('en')}`,
    goal,
    measured: milli(ours),
    beside: `a check of each ${milli(theirs)}: ${Math.round(theirs / ours)} times`,
  }
}

/** Seven of ten datasets are in a collection that a group was granted. */
const inCollections = (): Rule[] => {
  const org = orgOf(0)
  const rules: Rule[] = [['g', personOf(1), 'role:guest', org]]
  for (let i = 0; i < DATASETS; i++) {
    rules.push(['g2', datasetOf(i), 'datasets', org])
    rules.push(['g2', datasetOf(i), `collection:c${i % 100}`, org])
  }
  for (let c = 0; c < 100; c++)
    if (c % 10 < 7) rules.push(['p', personOf(1), org, `collection:c${c}`, 'can_view', 'allow'])
  return rules
}

/** Each record has an owner, one of a thousand, and a department, which is the person's own for seven of ten. */
const withAttributes = (): Rule[] => {
  const org = orgOf(0)
  const rules: Rule[] = [
    ['g', personOf(1), 'role:employee', org],
    ['g4', personOf(1), '@department:sales', org],
  ]
  for (let i = 0; i < DATASETS; i++) {
    const record = datasetOf(i).replace('dataset:', 'record:')
    rules.push(['g2', record, 'records', org])
    rules.push(['g4', record, `@department:${i % 10 < 7 ? 'sales' : `d${i % 10}`}`, org])
    rules.push(['g4', record, `@owner:${encodeURIComponent(personOf(i % 1_000))}`, org])
  }
  return rules
}

/** What one person may see of a large organisation: by grants, by collections, and by attributes. */
export const list: Row = async () => {
  const person = { subject: personOf(1), actions: ['view'] }
  const snapshot = await snapshotOf(shippedSet(), 0, rulesOf(0, SIZE))
  const query = { ...person, type: 'dataset' }
  const page = () => snapshot.resources({ ...query, limit: 100, after: 'dataset:ds_000zzz' })
  return [
    await measured({ snapshot, query, what: '"what may she view", by grants', goal: '< 2 ms' }),
    { what: 'a page of 100 of the same list', goal: '', measured: milli(await each(page)) },
    await measured({
      snapshot: await snapshotOf(shippedSet(), 0, inCollections()),
      query,
      what: 'the same by collections',
      goal: '',
    }),
    await measured({
      snapshot: await snapshotOf(compileSet(sourceIn('examples/search')), 0, withAttributes()),
      query: { ...person, type: 'record' },
      what: 'the same by attributes: an owner, a department',
      goal: '',
    }),
  ]
}
