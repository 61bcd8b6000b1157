import test, { type ExecutionContext } from 'ava'
import { type OrgId, resource, subject } from '../../src/model/id.ts'
import { Problem } from '../../src/model/problems.ts'
import type { Rule } from '../../src/model/rule.ts'
import { endRule } from '../../src/model/rule-ends.ts'
import { membershipRule, registrationRule, roleRule } from '../../src/model/rule-forms.ts'
import type { Store } from '../../src/ports/store.ts'
import { createReplica } from '../../src/replica/replica.ts'
import { type Examination, examine, examineOne } from '../../src/upkeep/examine.ts'
import { mend } from '../../src/upkeep/mend.ts'
import { account, apiKey, change, grant, NOON, organisation, rulesAt, version } from '../contract/sample.ts'
import { datasetsSet } from './datasets-set.ts'

/** A new store, and hands that write past it: each breaks what it is told to, behind the history. */
export interface Tampered {
  readonly store: Store
  /** Puts a rule among those that hold, or takes one away. */
  add(org: OrgId, rule: Rule): Promise<void>
  take(org: OrgId, rule: Rule): Promise<void>
  /** Takes the change record of a revision away. */
  forget(org: OrgId, revision: number): Promise<void>
}
export type OpenTampered = (t: ExecutionContext) => Promise<Tampered>

const ACME = 'acme' as OrgId
const [ADA, EVE] = [subject('user', 'ada'), subject('user', 'eve')]
const TEAM = subject('group', 'team')
const STREETS = resource('dataset', 'streets')

const partsOf = (store: Store) => ({
  store,
  now: () => NOON,
  typesOf: async (name: string) => (name === 'datasets' ? new Set(['dataset']) : undefined),
  undecidable: async () => undefined,
})

const lookAt = async (store: Store): Promise<Examination> => {
  const [found] = await Array.fromAsync(examine(partsOf(store)))
  if (!found) throw new Error('there is no organisation')
  return found
}

const replicaOf = async (t: ExecutionContext, store: Store) => {
  const compiled = async () => datasetsSet
  const replica = await createReplica({ store, compiled, memory: 1e8 })
  t.teardown(() => replica.close())
  return replica
}

const mendIt = async (t: ExecutionContext, store: Store, found: Examination): Promise<number[]> => {
  const { commit } = await replicaOf(t, store)
  return mend({ archive: store.archive, commit }, found)
}

const RULES = [
  roleRule(ACME, ADA, 'admin'),
  membershipRule(ACME, ADA, TEAM),
  registrationRule(ACME, STREETS, 'datasets'),
]

/** An organisation in which nothing is loose, at revision 2. */
const found = async ({ policy }: Store): Promise<void> => {
  const records = [
    { put: 'organisation', value: organisation(ACME) },
    { put: 'account', value: account('ada') },
    { put: 'group', value: { id: TEAM, created_at: NOON } },
    {
      put: 'resource',
      value: { id: STREETS, name: 's', attributes: {}, created_at: NOON, updated_at: NOON },
    },
    { put: 'version', value: version(STREETS, 'v1') },
    { put: 'api_key', value: apiKey(ACME, { subject: ADA }) },
  ] as const
  await policy.apply(ACME, change(0, { adds: RULES, records }))
  const deny: Rule = ['p', ADA, ACME, STREETS, 'can_view', 'deny']
  await policy.apply(ACME, change(1, { adds: [deny] }))
}

const deny: Rule = ['p', ADA, ACME, STREETS, 'can_view', 'deny']

export const examiningContract = (name: string, open: OpenTampered): void => {
  test(`${name}: what is whole is found whole`, async t => {
    const { store } = await open(t)
    await found(store)
    t.deepEqual(await lookAt(store), {
      org: ACME,
      deleted: false,
      revision: 2,
      rules: 4,
      changes: 2,
      faults: [],
      looseEnds: [],
    })
  })

  test(`${name}: rules that drifted from the history are made again from it`, async t => {
    const { store, add, take } = await open(t)
    await found(store)
    await take(ACME, deny)
    await add(ACME, roleRule(ACME, EVE, 'admin'))
    const drifted = await lookAt(store)
    t.is(drifted.drift, 'the rules do not match the changes: 1 missing, 1 too many')
    const beside = await replicaOf(t, store)
    t.is((await beside.at(ACME))?.roleOf(EVE), 'admin')
    t.deepEqual(await mendIt(t, store, drifted), [3])
    t.is((await beside.at(ACME, 'fully_consistent'))?.roleOf(EVE), undefined)
    t.true((await beside.at(ACME))?.has(deny))
    t.deepEqual(await rulesAt(store, ACME), [...RULES, deny])
    t.deepEqual(await rulesAt(store, ACME, 1), RULES)
    const { items } = await store.audit.query(ACME, { operation: 'repair' }, { limit: 10 })
    t.like(items, { length: 1, 0: { actor: 'operator', revision: 3 } })
    t.like(await lookAt(store), { revision: 3, drift: undefined, faults: [] })
    await store.policy.apply(ACME, change(3, { removes: [deny] }))
    t.deepEqual(await rulesAt(store, ACME), RULES)
  })

  test(`${name}: a past that was pruned is whole, and mending makes it again`, async t => {
    const { store, take } = await open(t)
    await found(store)
    await store.policy.apply(ACME, change(2, { removes: [deny] }))
    t.is(await store.policy.prune(new Date(Date.now() + 60_000)), 1)
    t.like(await lookAt(store), { revision: 3, drift: undefined, faults: [] })
    const [rule] = RULES
    if (rule) await take(ACME, rule)
    t.deepEqual(await mendIt(t, store, await lookAt(store)), [4])
    t.deepEqual(await rulesAt(store, ACME, 2), [...RULES, deny])
    t.like(await lookAt(store), { revision: 4, drift: undefined, faults: [] })
  })

  test(`${name}: what is mended on an old reading is not`, async t => {
    const { store, add } = await open(t)
    await found(store)
    await add(ACME, roleRule(ACME, EVE, 'admin'))
    const drifted = await lookAt(store)
    await store.policy.apply(ACME, change(2, { adds: [grant(ACME, 1)] }))
    await t.throwsAsync(mendIt(t, store, drifted), { instanceOf: Problem, message: /run it again/ })
    t.truthy((await lookAt(store)).drift)
  })

  test(`${name}: a change that is missing is said, and not made up`, async t => {
    const { store, forget } = await open(t)
    await found(store)
    await store.policy.apply(ACME, change(2, { adds: [grant(ACME, 1)] }))
    await forget(ACME, 2)
    const damaged = await lookAt(store)
    const { faults, drift } = damaged
    t.deepEqual(await mendIt(t, store, damaged), [])
    t.deepEqual(await rulesAt(store, ACME), [...RULES, deny, grant(ACME, 1)])
    t.deepEqual(faults, ['changes 2 to 2 are missing'])
    t.regex(drift ?? '', /0 missing, 1 too many/)
  })

  test(`${name}: loose ends are tied so that every decision stays as it is`, async t => {
    const { store } = await open(t)
    await found(store)
    const [parks, other] = [resource('dataset', 'parks'), subject('group', 'other')]
    const zoe = subject('user', 'zoe')
    const kept = [
      roleRule(ACME, zoe, 'member'),
      registrationRule(ACME, parks, 'datasets'),
      membershipRule(ACME, zoe, other),
    ]
    const nothing: Rule[] = [
      membershipRule(ACME, EVE, TEAM),
      ['p', EVE, ACME, STREETS, 'can_view', 'allow'],
      ['p', ADA, ACME, 'dataset:gone', 'can_view', 'allow'],
      endRule(['p', ADA, ACME, STREETS, 'can_edit', 'allow'], new Date('2999-01-01')),
    ]
    const scim = {
      id: subject('group', 'left'),
      idp: 'okta',
      display_name: 'x',
      created_at: NOON,
      updated_at: NOON,
    }
    await store.policy.apply(
      ACME,
      change(2, {
        adds: [...kept, ...nothing],
        records: [
          { put: 'api_key', value: apiKey(ACME, { subject: EVE }) },
          { put: 'scim_group', value: scim },
        ],
      }),
    )
    const loose = await lookAt(store)
    t.deepEqual(loose.looseEnds.map(({ kind }) => kind).toSorted(), [
      'SCIM groups of groups that are not there',
      'accounts that have a role and no record',
      'ends of rules that are not there',
      'grants to or on what is not there',
      'grants to or on what is not there',
      'groups that rules name and that have no record',
      'keys of accounts that are not there',
      'memberships of or in what is not there',
      'resources that are registered and have no record',
    ])
    t.deepEqual(await mendIt(t, store, loose), [4])
    t.deepEqual(await rulesAt(store, ACME), [...RULES, deny, ...kept])
    t.like(await store.records.find('account', ACME, zoe), { id: zoe })
    t.like(await store.records.find('resource', ACME, parks), { name: 'parks' })
    t.like(await lookAt(store), { revision: 4, looseEnds: { length: 0 }, faults: { length: 0 } })
  })

  test(`${name}: what keeps a door shut stays for those who come later: denies, and memberships of who is denied`, async t => {
    const { store } = await open(t)
    await found(store)
    const [barred, inner] = [subject('group', 'barred'), subject('group', 'inner')]
    const shut: Rule[] = [
      ['p', EVE, ACME, STREETS, 'can_view', 'deny'],
      ['p', barred, ACME, STREETS, 'can_edit', 'deny'],
      membershipRule(ACME, inner, barred),
      membershipRule(ACME, EVE, inner),
    ]
    const records = [barred, inner].map(id => ({ put: 'group', value: { id, created_at: NOON } }) as const)
    await store.policy.apply(ACME, change(2, { adds: [...shut, membershipRule(ACME, EVE, TEAM)], records }))
    t.deepEqual(await mendIt(t, store, await lookAt(store)), [4])
    t.deepEqual(await rulesAt(store, ACME), [...RULES, deny, ...shut])
  })

  test(`${name}: what changed while it was looked at is looked at again`, async t => {
    const { store } = await open(t)
    await found(store)
    const [kept] = await Array.fromAsync(store.archive.organisations())
    if (!kept) return t.fail()
    await store.policy.apply(ACME, change(2, { adds: [roleRule(ACME, EVE, 'member')] }))
    t.like(await examineOne(partsOf(store), kept), {
      revision: 3,
      drift: undefined,
      looseEnds: { length: 1 },
    })
  })
}
