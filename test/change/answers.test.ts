/** An answer says what was committed: what others do before it is sent is no part of it. */

import test, { type ExecutionContext } from 'ava'
import type { ChangeRequest, Draft, Drafting } from '../../src/change/commit.ts'
import { deleteGroup } from '../../src/change/groups.ts'
import { leave } from '../../src/change/people.ts'
import { deleteResource } from '../../src/change/resources.ts'
import type { RulesView } from '../../src/change/rules-view.ts'
import { createDirectory } from '../../src/directory/directory.ts'
import { isOver, nextTurn } from '../../src/engine/turns.ts'
import { type OrgId, resource, subject } from '../../src/model/id.ts'
import { draftingRoles } from '../../src/policy/role-drafts.ts'
import { ACME, by, openOrganisations } from '../policy/organisation.ts'

const [MO, TEAM] = [subject('user', 'mo'), subject('group', 'team')]
const STREETS = resource('dataset', 'streets')

/** A directory whose every commit is followed by what `next` drafts, before the call that made it is answered. */
const overtaken = async (t: ExecutionContext, next: (view: RulesView) => Draft | Promise<Draft>) => {
  const { store, replica, now } = await openOrganisations(t, ACME)
  const rest = {
    store,
    commitFirst: replica.commitFirst,
    catalogue: () => Promise.reject(new Error('unused')),
    draftingRoles: draftingRoles(() => Promise.reject(new Error('unused'))),
    deliver: async () => {},
    announce: async () => {},
    now,
    turns: { isOver, nextTurn },
  }
  const commit = async (org: OrgId, request: ChangeRequest, draft: Drafting<Draft>) => {
    const made = await replica.commit(org, request, draft)
    await replica.commit(org, by, next)
    return made
  }
  return {
    store,
    before: createDirectory({ ...rest, commit: replica.commit }),
    overtaken: createDirectory({ ...rest, commit: commit as typeof replica.commit }),
  }
}

test('a member is taken out of a group that is gone before the call is answered', async t => {
  const world = await overtaken(t, view => deleteGroup(view, TEAM, []))
  await world.before.changes.one(ACME, by, drafts => drafts.accounts.put(MO, { role: 'member' }, 'operator'))
  await world.before.changes.one(ACME, by, drafts => drafts.groups.put(TEAM, 'Team'))
  await world.before.changes.one(ACME, by, drafts => drafts.groups.addMember(TEAM, MO))
  const made = await world.overtaken.changes.one(ACME, by, drafts => drafts.groups.removeMember(TEAM, MO))
  t.is(made.answer.name, 'Team')
  t.deepEqual(made.after.membersOf(TEAM), [])
  t.is(made.after.revision, made.revision)
  t.is(await world.before.groups.get(ACME, TEAM), undefined)
})

test('a person is given a role, and has left before the call is answered', async t => {
  const world = await overtaken(t, view => leave(view, { id: MO, account: undefined }, []))
  const made = await world.overtaken.changes.one(ACME, by, drafts =>
    drafts.accounts.put(MO, { role: 'member', name: 'Mo' }, 'operator'),
  )
  t.is(made.answer.name, 'Mo')
  t.is(made.after.roleOf(MO), 'member')
})

test('a grant is given on a dataset that is gone before the call is answered', async t => {
  const world = await overtaken(t, view => deleteResource(view, STREETS, []))
  await world.before.changes.one(ACME, by, drafts => drafts.accounts.put(MO, { role: 'member' }, 'operator'))
  await world.before.changes.one(ACME, by, drafts =>
    drafts.resources.create({ id: STREETS, name: 'Streets', attributes: {} }),
  )
  const made = await world.overtaken.changes.one(ACME, by, drafts =>
    drafts.grants.set(STREETS, { subject: MO, level: 'can_edit' }),
  )
  const { items } = await made.after.access(STREETS, { limit: 10 })
  t.deepEqual(
    items.map(({ subject, level }) => [subject, level]),
    [[MO, 'can_edit']],
  )
})

test('a dry run answers what would be, and nothing is', async t => {
  const world = await overtaken(t, () => ({}))
  const made = await world.before.changes.one(ACME, { ...by, dryRun: true }, drafts =>
    drafts.accounts.put(MO, { role: 'member' }, 'operator'),
  )
  t.is(made.after.roleOf(MO), 'member')
  t.is(await world.before.accounts.get(ACME, MO), undefined)
})
