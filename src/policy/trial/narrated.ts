import {
  encodeRef,
  ORG,
  type OrgId,
  type Resource,
  ResourceRef,
  type Subject,
  SubjectRef,
} from '../../model/id.ts'
import { madeBy, withOwnRoles } from '../../model/own-roles.ts'
import type { Attributes } from '../../model/resource.ts'
import type { Rule } from '../../model/rule.ts'
import { endRule } from '../../model/rule-ends.ts'
import { grantRule, membershipRule, roleRule } from '../../model/rule-forms.ts'
import { parseRules } from '../rules-text.ts'
import {
  type At,
  type Reading,
  readAction,
  readLevel,
  readResource,
  readRole,
  readSubject,
} from './reading.ts'
import type { Case, Expectation } from './run.ts'
import { type Facts, type Given, HERE } from './situation.ts'
import type { CaseText, GivenText } from './tests-form.ts'

const list = (names: string | readonly string[]): readonly string[] =>
  typeof names === 'string' ? [names] : names

function readRule({ note }: Reading, at: At, text: string): Rule | undefined {
  try {
    const [rule, ...others] = parseRules(text)
    if (rule !== undefined && others.length === 0) return rule
  } catch {
    // What is wrong inside the line is said below: its own line number would mean nothing here.
  }
  note(at, `"${text}" is not one rule`)
  return undefined
}

/** What is given, and what says that it ends. */
class Giving {
  readonly ends: Rule[] = []

  /** The name, once its end is noted. */
  named<K extends string>(
    given: string | (Record<K, string> & { readonly ends: Date }),
    key: K,
    ruleOf: (name: string) => Rule | undefined,
  ): string {
    if (typeof given === 'string') return given
    const rule = ruleOf(given[key])
    if (rule) this.ends.push(endRule(rule, given.ends))
    return given[key]
  }
}

const HERE_ID = HERE as OrgId

function readGrants(
  reading: Reading,
  at: At,
  grants: GivenText['resources'][string]['grants'],
  limited: (holder: Subject, given: (typeof grants)[string]) => string,
): Map<Subject, string> {
  const read = new Map<Subject, string>()
  for (const [name, given] of Object.entries(grants)) {
    const holder = readSubject(reading, [...at, name], name)
    const level = readLevel(reading, [...at, name], limited(holder, given))
    if (level !== undefined) read.set(holder, level)
  }
  return read
}

function readFacts(of: Reading, at: At, text: GivenText): Facts {
  const path = (...more: PropertyKey[]): At => [...at, ...more]
  const rules = text.rules
    .map((rule, index) => readRule(of, path('rules', index), rule))
    .filter(rule => rule !== undefined)
  // The rules of a case may make roles, which its accounts may hold.
  const reading = {
    ...of,
    catalogue: withOwnRoles(
      of.catalogue,
      rules.flatMap(rule => madeBy(rule) ?? []),
    ),
  }
  const giving = new Giving()
  const accounts = Object.entries(text.accounts).map(([name, given]): [Subject, string | undefined] => {
    const id = readSubject(reading, path('accounts', name), name)
    const role = giving.named(given, 'role', held => roleRule(HERE_ID, id, held))
    return [id, readRole(reading, path('accounts', name), role)]
  })
  const groups = Object.entries(text.groups).map(([name, members]): [Subject, Subject[]] => {
    const group = readSubject(reading, path('groups', name), name)
    const member = (name: string) => readSubject(reading, path('groups', name), name)
    const one = (given: (typeof members)[number]) =>
      giving.named(given, 'subject', each => membershipRule(HERE_ID, member(each), group))
    return [group, members.map(given => member(one(given)))]
  })
  const resources = Object.entries(text.resources).map(([name, given]): [Resource, Given] => {
    const id = readResource(reading, path('resources', name), name)
    const grants = readGrants(reading, path('resources', name, 'grants'), given.grants, (holder, each) =>
      giving.named(each, 'level', level => grantRule(HERE_ID, holder, id, level)),
    )
    const everyone =
      given.default === undefined
        ? undefined
        : readLevel(reading, path('resources', name, 'default'), given.default)
    return [id, { grants, ...(everyone === undefined ? {} : { everyone }) }]
  })
  const known = { accounts: new Map(accounts), groups: new Map(groups), resources: new Map(resources) }
  const attributes = readAttributes(reading, path('attributes'), text.attributes, known)
  return { ...known, attributes, rules, ends: giving.ends }
}

function readAttributes(
  { note }: Reading,
  at: At,
  given: GivenText['attributes'],
  { accounts, resources }: Pick<Facts, 'accounts' | 'resources'>,
): Map<Subject | Resource, Attributes> {
  const read = new Map<Subject | Resource, Attributes>()
  for (const [name, attributes] of Object.entries(given)) {
    const id = encodeRef(name) as Subject & Resource
    if (!(accounts.has(id) || resources.has(id)))
      note([...at, name], `${name} is no account or resource above`)
    read.set(id, attributes)
  }
  return read
}

/** An unknown name would make a deny true for the wrong reason, so each must be known or declared unknown. */
function checkNames(reading: Reading, at: At, text: CaseText, facts: Facts): void {
  const unknown = new Set(text.unknown)
  const collections = new Set<string>([ORG, ...Object.values(reading.catalogue.types)])
  const note = (key: 'who' | 'on', name: string): void =>
    reading.note([...at, key], `${name} is not in \`given\`, nor under \`unknown\``)
  // What is no name at all is told already.
  for (const who of list(text.who).filter(name => SubjectRef.safeParse(name).success)) {
    const id = readSubject(reading, [...at, 'who'], who)
    if (!(facts.accounts.has(id) || facts.groups.has(id) || unknown.has(who))) note('who', who)
  }
  for (const on of list(text.on).filter(name => ResourceRef.safeParse(name).success)) {
    const id = readResource(reading, [...at, 'on'], on)
    if (!(facts.resources.has(id) || collections.has(id) || unknown.has(on))) note('on', on)
  }
  for (const action of [...text.allow, ...text.deny])
    if (!unknown.has(action)) readAction(reading, [...at, 'deny'], action)
  for (const action of Object.keys(text.by))
    if (!(text.allow.includes(action) || text.deny.includes(action)))
      reading.note([...at, 'by', action], `${action} is neither allowed nor denied above`)
}

function expectations(reading: Reading, at: At, text: CaseText): readonly Expectation[] {
  const by = new Map(
    Object.entries(text.by).map(([action, rule]) => [action, readRule(reading, [...at, 'by', action], rule)]),
  )
  const verdict = (effect: 'allow' | 'deny') =>
    text[effect].map((action, index) => ({
      action,
      allowed: effect === 'allow',
      place: reading.placeOf([...at, effect, index]),
    }))
  const verdicts = [...verdict('allow'), ...verdict('deny')]
  return list(text.who).flatMap(who =>
    list(text.on).flatMap(on =>
      verdicts.map(({ action, allowed, place }) => {
        const rule = by.get(action)
        return {
          question: {
            subject: readSubject(reading, [...at, 'who'], who),
            action,
            resource: readResource(reading, [...at, 'on'], on),
            ...(text.context === undefined ? {} : { context: text.context }),
            ...(text.properties === undefined ? {} : { properties: text.properties }),
          },
          allowed,
          place,
          ...(rule === undefined ? {} : { by: rule }),
        }
      }),
    ),
  )
}

/** A case as a person tells it: what is given, who asks, what is allowed and what is not. */
export function narratedCase(reading: Reading, at: At, text: CaseText, org: OrgId): Case {
  const facts = readFacts(reading, [...at, 'given'], text.given)
  checkNames(reading, at, text, facts)
  if (text.allow.length + text.deny.length === 0) reading.note(at, 'this case expects nothing')
  const elsewhere = text.elsewhere && readFacts(reading, [...at, 'elsewhere'], text.elsewhere)
  return {
    name: text.name,
    place: reading.placeOf(at),
    situation: {
      org,
      facts,
      ...(text.at === undefined ? {} : { at: text.at }),
      ...(elsewhere === undefined ? {} : { elsewhere }),
    },
    expect: expectations(reading, at, text),
    unknown: text.unknown.map((name, index) => ({
      name,
      id: name.includes(':') ? encodeRef(name) : name,
      place: reading.placeOf([...at, 'unknown', index]),
    })),
  }
}
