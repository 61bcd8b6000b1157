import type { Catalogue } from '../model/catalogue.ts'
import type { Change, Revision } from '../model/change.ts'
import type { Resource, Subject } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { Rule } from '../model/rule.ts'
import type { Turns } from '../ports/turns.ts'

/**
 * What an organisation's rules say at one revision, for those who change them. In memory: no call reads a store or fails.
 * Baseline rules of the set are not part of it, but their meaning is (`Catalogue`).
 */
export interface RulesView {
  readonly organisation: Organisation
  readonly revision: Revision
  /** How many rules there are. */
  readonly size: number
  /** For what is asked of the rules many times over: when other work is due. */
  readonly turns: Turns
  /** The names of its policy set, and the roles of its own. */
  readonly catalogue: Catalogue
  /** The decision on these rules: Casbin's. Unknown actions and resources are denied. */
  check(question: {
    readonly subject: Subject
    readonly action: string
    readonly resource: Resource
  }): boolean
  has(rule: Rule): boolean
  /** Every rule that names the subject in any field: its role, groups, grants, and for a group its members. */
  rulesOfSubject(subject: Subject): readonly Rule[]
  /** The `p` rules whose subject it is, one after the other: those of a group can be many. */
  rulesAbout(subject: Subject): Iterable<Rule>
  /** Every rule that names the resource in any field: its registration, grants, default access. */
  rulesOnResource(resource: Resource): readonly Rule[]
  /** The role (bare name) that the account holds directly, or that a role of the organisation’s own is based on; undefined for none. */
  roleOf(account: Subject): string | undefined
  /** Accounts that hold the role directly, in byte order. */
  holdersOf(role: string): readonly Subject[]
  /** The subjects of which `subject` is directly a member (`groupsOf`), and its direct members. Roles are not groups. */
  groupsOf(subject: Subject): readonly Subject[]
  membersOf(group: Subject): readonly Subject[]
  /** How many are directly linked to it: members of a group, holders of `role:NAME`. */
  linkedTo(name: string): number
  /** Everything that the name is in, itself first, directly or through others: groups and roles, or collections. */
  reachedFrom(name: Subject | Resource): readonly string[]
  /** What a `p` rule gives or denies, and on what: as much of it as Casbin could read out of it. */
  readingOf(rule: Rule): RuleReading
  isRegistered(resource: Resource): boolean
  /** The rules that say when this rule ends: none, or one. Rules that have ended are not part of the view at all. */
  endsOf(rule: Rule): readonly Rule[]
  /** The rules that say of other rules that they end by then, in the order of their keys: the first to end first. */
  ending(until: Date): readonly Rule[]
  /** What is stored of rules that have ended: the rules, and what says so. */
  readonly ended: readonly Rule[]
  /** The same organisation as this change of its rules would leave it, for a draft that goes on from another one. */
  supposing(change: Pick<Change, 'adds' | 'removes'>): Promise<RulesView>
  /** Accounts that may do anything to the resource, in byte order, with their level and why. Made in turns with other work. */
  access(resource: Resource, page: AccessPage): Promise<Page<Access>>
}

/** A `p` rule, wherever the policy set has its fields. */
export interface RuleReading {
  readonly subject: string
  readonly object: Resource
  /** As the rule has it: an action, a level or a bundle of actions; absent where the set's rules name none. */
  readonly action?: string
  /** The actions that it can be about. */
  readonly actions: readonly string[]
  readonly denies: boolean
}

/** A page of accounts. */
export interface AccessPage extends PageRequest {
  /** The most accounts that are looked at for it, of which few may have access; absent: all of the organisation. */
  readonly looks?: number
}

/** What one account may do on a resource, and why. */
export interface Access {
  readonly subject: Subject
  readonly level: string
  /** Each way to it: from the account over groups and roles to who the rule names, then on what, then the rule's other fields. */
  readonly via: readonly (readonly string[])[]
}
