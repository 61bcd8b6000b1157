import type { Draft, Drafting } from '../change/commit.ts'
import { ending, endOf, requireAhead } from '../change/ending.ts'
import { exactRules } from '../change/exact-rules.ts'
import { audienceOf, defaultAccessRules } from '../change/resources.ts'
import { requireHolder } from '../change/roles.ts'
import type { RulesView } from '../change/rules-view.ts'
import { NONE } from '../model/catalogue.ts'
import { requireLevelOrNone } from '../model/catalogue-terms.ts'
import { type Resource, type Subject, typeOf } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { asGrant, grantRule } from '../model/rule-forms.ts'
import type { DraftParts } from './parts.ts'

export interface Grant {
  readonly subject: Subject
  readonly level: string
  /** From then on nothing is decided by it. */
  readonly expires_at?: Date | undefined
}

export const grantDrafts = ({ records, now }: DraftParts) => ({
  /**
   * Gives the subject exactly this level, to an end if there is one; `none` takes its own level away.
   * @throws Problem not_found, unknown_level, invite_first, unknown_subject; malformed for an end that is over
   */
  set:
    (id: Resource, { subject: to, level, expires_at }: Grant): Drafting<Draft> =>
    async view => {
      requireResource(view, id)
      requireLevelOrNone(view.catalogue, level)
      if (level === NONE) return { removes: rulesOf(view, id, to) }
      requireAhead(expires_at, now())
      const org = view.organisation.id
      if (typeOf(to) !== 'group') requireHolder(view, to)
      else if (!(await records.find('group', org, to))) throw new Problem('unknown_subject')
      return exactRules(view, rulesOf(view, id, to), ending([grantRule(org, to, id, level)], expires_at))
    },

  /** @throws Problem not_found when the resource, or a grant of this subject on it, is not there */
  remove:
    (id: Resource, from: Subject): Drafting<Draft> =>
    view => {
      requireResource(view, id)
      const removes = rulesOf(view, id, from)
      if (removes.length === 0) throw new Problem('not_found')
      return { removes }
    },

  /** @throws Problem not_found, unknown_level; malformed for an end that is over */
  setDefault:
    (id: Resource, { level, expires_at }: Omit<Grant, 'subject'>): Drafting<Draft> =>
    view => {
      requireResource(view, id)
      requireLevelOrNone(view.catalogue, level)
      requireAhead(expires_at, now())
      const rules = ending(defaultAccessRules(view, id, level), expires_at)
      return exactRules(view, rulesOf(view, id, audienceOf(view)), rules)
    },
})

/** Where a grant stands among those of its resource: a subject may have several. */
export const placeOf = ({ subject, level }: Grant): string => `${subject} ${level}`

export interface GivenOn {
  readonly default_access: string
  readonly default_expires_at: Date | undefined
  readonly grants: readonly Grant[]
}

/** A resource's own grants and default access as they were given. Their effect is the engine's to decide. */
export const givenOn = (view: RulesView, id: Resource): GivenOn => {
  const given = view.rulesOnResource(id).flatMap(rule => {
    const grant = asGrant(rule)
    return grant?.resource === id ? [{ ...grant, expires_at: endOf(view, rule) }] : []
  })
  const audience = audienceOf(view)
  const order = Object.keys(view.catalogue.levels)
  const defaults = given.filter(grant => grant.subject === audience)
  const highest = order.findLast(level => defaults.some(grant => grant.level === level))
  return {
    default_access: highest ?? NONE,
    default_expires_at: defaults.find(({ level }) => level === highest)?.expires_at,
    grants: given
      .filter(grant => typeOf(grant.subject) !== 'role')
      .map(({ subject, level, expires_at }) => ({ subject, level, expires_at }))
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
  }
}

const requireResource = (view: RulesView, id: Resource): void => {
  if (!view.isRegistered(id)) throw new Problem('not_found')
}

/** The grants of the subject on the resource: of a level, or of one action by policy text. A resource may have 100,000 of others. */
const rulesOf = (view: RulesView, id: Resource, of: Subject): Rule[] => {
  const { levels, actions } = view.catalogue
  return [...Object.keys(levels), ...actions]
    .map(each => grantRule(view.organisation.id, of, id, each))
    .filter(rule => view.has(rule))
    .flatMap(rule => [rule, ...view.endsOf(rule)])
}
