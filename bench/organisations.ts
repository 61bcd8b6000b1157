import type { OrgId, Resource, Subject } from '../src/model/id.ts'
import type { Organisation } from '../src/model/organisation.ts'
import type { Rule } from '../src/model/rule.ts'
import { below, type Random, randomFrom, skewed } from './random.ts'

export interface Size {
  readonly datasets: number
  readonly people: number
  readonly groups: number
  /** Grants beside the default access. */
  readonly grants: number
}

/** What most rows use: about 11,000 `p` and 3,000 `g` rules. */
export const USUAL: Size = { datasets: 1_000, people: 1_000, groups: 50, grants: 10_300 }
export const USUAL_RULES = 14_000

const LEVELS = ['can_view', 'can_view', 'can_edit', 'can_manage']
const ACTIONS = ['view', 'samples.read', 'edit', 'samples.write', 'manage', 'delete', 'clone']

export const personOf = (i: number): Subject => `user:usr_${i.toString(36).padStart(6, '0')}` as Subject
export const datasetOf = (i: number): Resource => `dataset:ds_${i.toString(36).padStart(6, '0')}` as Resource
const groupOf = (i: number): string => `group:grp_${i.toString(36).padStart(4, '0')}`
const roleOf = (i: number): string =>
  i % 100 === 0 ? 'role:admin' : i % 4 === 0 ? 'role:guest' : 'role:member'

const memberships = (org: OrgId, size: Size, random: Random): Rule[] => {
  const rules: Rule[] = []
  for (let i = 0; i < size.people; i++) {
    rules.push(['g', personOf(i), roleOf(i), org])
    rules.push(['g', personOf(i), groupOf(below(random, size.groups)), org])
  }
  for (let i = 0; i < size.datasets; i++) rules.push(['g2', datasetOf(i), 'datasets', org])
  return rules
}

/** Seven of ten datasets have a default access; grants are to people five times in six, else to groups. */
const grants = (org: OrgId, size: Size, random: Random): Rule[] => {
  const rules: Rule[] = []
  for (let i = 0; i < size.datasets; i++)
    if (i % 10 < 7) rules.push(['p', 'role:member', org, datasetOf(i), 'can_view', 'allow'])
  const given = new Set<number>()
  while (given.size < size.grants) {
    const who = below(random, 6) === 0 ? size.people + below(random, size.groups) : below(random, size.people)
    const dataset = skewed(random, size.datasets)
    const key = who * size.datasets + dataset
    if (given.has(key)) continue
    given.add(key)
    const subject = who < size.people ? personOf(who) : groupOf(who - size.people)
    rules.push(['p', subject, org, datasetOf(dataset), LEVELS[below(random, 4)] as string, 'allow'])
  }
  return rules
}

export const orgOf = (i: number): OrgId => `org-${i}` as OrgId

/** The rules of one organisation; the same for the same number. */
export const rulesOf = (i: number, size: Size = USUAL): Rule[] => {
  const random = randomFrom(i + 1)
  return [...memberships(orgOf(i), size, random), ...grants(orgOf(i), size, random)]
}

export const recordOf = (id: OrgId): Organisation => ({
  id,
  name: id,
  policy_set: 'datasets',
  settings: {
    newcomer_role: 'none',
    default_access: 'none',
    invitation_days: 7,
    api_key_max_days: null,
    networks: null,
  },
  created_at: new Date(0),
})

export interface Question {
  readonly org: number
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
}

/** Questions over organisations, people and datasets, popular datasets more often than others. */
export const questions = (count: number, orgs: number, size: Size = USUAL): Question[] => {
  const random = randomFrom(4711)
  return Array.from({ length: count }, () => ({
    org: below(random, orgs),
    subject: personOf(below(random, size.people)),
    action: ACTIONS[below(random, ACTIONS.length)] as string,
    resource: datasetOf(skewed(random, size.datasets)),
  }))
}
