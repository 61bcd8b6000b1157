import { isAttributeRule, readAttribute } from './attribute-rules.ts'
import type { Effect } from './audit.ts'
import type { Change, RecordWrite } from './change.ts'
import { typeOf } from './id.ts'
import { madeBy } from './own-roles.ts'
import type { Rule } from './rule.ts'
import { endedRule, isEnd } from './rule-ends.ts'

/**
 * What a change did, for auditors: the subject, the resource, the old value and the new one. It is read from the rules and
 * records that were written, so every channel reports the same change in the same way. It names the fields that it takes: never a
 * secret, nor an address (an invitation is known by its id, and the line of its acceptance names the person).
 */
export const effectsOf = ({
  adds,
  removes,
  records,
}: Pick<Change, 'adds' | 'removes' | 'records'>): Effect[] => {
  const ruled = new Map<string, Effect>()
  for (const rule of removes) note(ruled, rule, 'from')
  for (const rule of adds) note(ruled, rule, 'to')
  return [...ruled.values(), ...records.flatMap(recorded)]
}

/** One may have several of these: each is an effect of its own. */
const SEVERAL: ReadonlySet<string> = new Set(['group', 'collection', 'rule'])

/** A role or level taken from a subject and another one given to it are one effect, with `from` and `to`. */
const note = (ruled: Map<string, Effect>, rule: Rule, side: 'from' | 'to'): void => {
  const { value, ...effect } = said(rule)
  const alone = SEVERAL.has(effect.what) || isOfRole(effect) ? value : ''
  const key = [effect.what, effect.subject, effect.resource, effect.id, alone].join(' ')
  ruled.set(key, { ...ruled.get(key), ...effect, [side]: value })
}

/** A role has several rules on everything of a type; on one resource it has one level. */
const isOfRole = ({ what, subject = '', resource = '' }: Effect): boolean =>
  what === 'access' && typeOf(subject) === 'role' && !resource.includes(':')

const said = (rule: Rule): Omit<Effect, 'from' | 'to'> & { readonly value: string } => {
  const [section, first = '', second = '', third = '', level, effect, ...more] = rule
  const made = madeBy(rule)
  if (made) return { what: 'own_role', id: made.name, value: made.based_on }
  if (section === 'g' && typeOf(second) === 'role')
    return { what: 'role', subject: first, value: second.slice(5) }
  if (section === 'g') return { what: 'group', subject: first, value: second }
  if (section === 'g2' && second.includes(':')) return { what: 'collection', resource: first, value: second }
  if (section === 'g2') return { what: 'resource', resource: first, value: second }
  if (section === 'p' && level !== undefined && effect !== undefined && more.length === 0)
    return {
      what: 'access',
      subject: first,
      resource: third,
      value: effect === 'allow' ? level : `${effect} ${level}`,
    }
  if (isEnd(rule)) return saidOfEnd(rule)
  if (isAttributeRule(rule))
    return {
      what: 'attribute',
      ...whose(first),
      id: readAttribute(second)[0],
      value: String(readAttribute(second)[1]),
    }
  return { what: 'rule', subject: first, value: rule.join(', ') }
}

/** The end of a role, of a membership, of access: named as what ends is. */
const saidOfEnd = (rule: Rule): ReturnType<typeof said> => {
  const { what, value, id, ...whose } = said(endedRule(rule))
  return { what: 'end', ...whose, id: id ?? (SEVERAL.has(what) ? value : what), value: rule[1] ?? '' }
}

const ACCOUNTS: ReadonlySet<string> = new Set(['user', 'service'])

const whose = (name: string) => (ACCOUNTS.has(typeOf(name)) ? { subject: name } : { resource: name })

const recorded = (write: RecordWrite): Effect[] => {
  if (!('put' in write)) return dropped(write)
  switch (write.put) {
    case 'account':
      return write.value.disabled ? [{ what: 'account', subject: write.value.id, to: 'disabled' }] : []
    case 'api_key':
      return [
        { what: 'api_key', subject: write.value.subject, id: write.value.id, to: scopesOf(write.value) },
      ]
    case 'invitation':
      return [{ what: 'invitation', id: write.value.id, to: write.value.role }]
    case 'identity':
      return [
        {
          what: 'identity',
          subject: write.value.account,
          id: write.value.idp,
          ...(write.value.joined ? { to: `joined by ${write.value.joined.by}` } : {}),
        },
      ]
    case 'client':
      return [
        {
          what: 'client',
          id: write.value.id,
          ...(write.value.subject ? { subject: write.value.subject } : {}),
        },
      ]
    case 'scim_token':
    case 'identity_provider':
    case 'email_domain':
      return [{ what: write.put, id: write.value.id }]
    default:
      return []
  }
}

const scopesOf = ({ scopes }: { readonly scopes: readonly string[] }): string =>
  scopes.join(' ') || 'no scope'

/** Kinds of records whose going is said by the rules that go with them. */
const TOLD_BY_RULES: ReadonlySet<string> = new Set(['account', 'group', 'resource', 'role'])

const dropped = (write: Extract<RecordWrite, { drop: unknown }>): Effect[] => {
  if (write.drop === 'sign_in')
    return write.of.by === 'subject' ? [{ what: 'sign_ins', subject: write.of.subject, to: 'ended' }] : []
  const where =
    'where' in write ? (write.where as { readonly subject?: string; readonly account?: string }) : {}
  const subject = where.subject ?? where.account
  const id = 'id' in write ? write.id : undefined
  const told = !TOLD_BY_RULES.has(write.drop)
  if (!told || (id === undefined && subject === undefined)) return []
  return [
    {
      what: write.drop,
      to: 'removed',
      ...(subject === undefined ? {} : { subject }),
      ...(id === undefined ? {} : { id }),
    },
  ]
}
