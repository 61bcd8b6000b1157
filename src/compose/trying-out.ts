/** A policy set tried out: an organisation under it, with the people and resources of a fixture, in a store that forgets. */
import type { ChangeRequest, Commit } from '../change/commit.ts'
import type { Directory } from '../directory/directory.ts'
import { idOf, subject } from '../model/id.ts'
import { roleRule } from '../model/rule-forms.ts'
import type { Fixture } from '../policy/fixture.ts'

export interface TryingOut {
  /** The name of an installed set. */
  readonly set: string
  readonly fixture: Fixture
}

interface Parts {
  readonly directory: Directory
  readonly commit: Commit
}

const by: ChangeRequest = { actor: 'operator', operation: 'tryOut', target: 'org' }

/** Answers the key of a service that may ask about anyone in the organisation. @throws Problem for a fixture that does not fit the set */
export async function tryOut({ directory, commit }: Parts, { set, fixture }: TryingOut): Promise<string> {
  const { organisation: org, people, resources } = fixture
  const { organisation } = await directory.organisations.create(by, { id: org, name: org, policy_set: set })
  const change = directory.changes.one
  for (const { id, name, roles, attributes } of people) {
    const [role, ...more] = roles
    await change(org, by, ({ accounts }) => accounts.put(id, { role, name, attributes }, 'operator'))
    await commit(org, by, view => ({
      adds: more.map(each => roleRule(org, id, each)).filter(rule => !view.has(rule)),
    }))
  }
  for (const { id, name = idOf(id), attributes } of resources)
    await change(org, by, drafts => drafts.resources.create({ id, name, attributes }))
  const service = subject('service', 'application')
  const role = organisation.settings.newcomer_role
  await change(org, by, ({ accounts }) => accounts.put(service, { role }, 'operator'))
  const wish = { subject: service, name: 'application', scopes: ['check' as const] }
  return (await directory.keys.create(org, by, wish)).answer.text
}
