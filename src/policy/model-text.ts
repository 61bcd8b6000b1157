/**
 * A Casbin model as far as policy files must agree with it: which sections exist, what fields they
 * have, and which of them chain subjects, resources and actions in the matcher. Casbin itself, in the
 * engine, parses the model that decides; this reading only finds mistakes that Casbin would pass over.
 */
import { type Finding, refuse } from './finding.ts'
import { type IniEntry, readIni } from './ini-text.ts'

export interface ModelText {
  /** Fields of a request, in order: `sub`, `dom`, ... */
  readonly request: readonly string[]
  /** Fields of each policy section: `p` -> `sub`, `dom`, ... */
  readonly policies: ReadonlyMap<string, readonly string[]>
  /** How many fields each role section has: `g` -> 3. */
  readonly roles: ReadonlyMap<string, number>
  readonly effect: string
  readonly matcher: string
  /** The role section by which the matcher relates each kind of thing; undefined where it compares plainly. */
  readonly chains: Readonly<Record<'who' | 'what' | 'how', string | undefined>>
  readonly matcherLine: number
}

const SECTIONS: Readonly<Record<string, RegExp>> = {
  request_definition: /^r$/,
  policy_definition: /^p[0-9]?$/,
  role_definition: /^g[0-9]?$/,
  policy_effect: /^e$/,
  matchers: /^m$/,
}

const listed = (value: string): string[] => value.split(',').map(field => field.trim())

const of = (entries: readonly IniEntry[], section: string): IniEntry[] =>
  entries.filter(entry => entry.section === section)

function* misplaced(entries: readonly IniEntry[]): Generator<Omit<Finding, 'file'>> {
  const seen = new Set<string>()
  for (const { section, key, value, line } of entries) {
    const keys = SECTIONS[section]
    if (keys === undefined) yield { line, message: `a model has no section [${section}]` }
    else if (!keys.test(key)) yield { line, message: `[${section}] has no "${key}"` }
    if (seen.has(key)) yield { line, message: `"${key}" is defined twice` }
    seen.add(key)
    // Casbin cuts a value at the first #, and in a matcher that would drop the conditions behind it.
    if (value.includes('#'))
      yield { line, message: '# ends a line for Casbin: put the comment on a line of its own' }
  }
  for (const section of Object.keys(SECTIONS))
    if (section !== 'role_definition' && of(entries, section).length === 0)
      yield { message: `the model has no [${section}]` }
}

const withoutTexts = (expression: string): string => expression.replace(/"[^"]*"|'[^']*'/g, '""')

/** A misspelt field is silently undefined for Casbin. */
function* unknownNames(model: ModelText): Generator<string> {
  const bare = withoutTexts(model.matcher)
  for (const [, scope = '', field = ''] of bare.matchAll(/\b([rp][0-9]?)\.([A-Za-z_]\w*)/g)) {
    const fields = scope === 'r' ? model.request : model.policies.get(scope)
    if (!fields?.includes(field)) yield `${scope}.${field} is not defined`
  }
  for (const [, section = ''] of bare.matchAll(/\b(g[0-9]?)\(/g))
    if (!model.roles.has(section)) yield `${section} is not defined`
}

const chain = (matcher: string, field: string): string | undefined =>
  new RegExp(`\\b(g[0-9]?)\\(\\s*r\\.${field}\\s*,\\s*p\\.${field}\\b`).exec(matcher)?.[1]

function assemble(entries: readonly IniEntry[]): ModelText {
  const value = (section: string): string => of(entries, section)[0]?.value ?? ''
  const matcher = value('matchers')
  return {
    request: listed(value('request_definition')),
    policies: new Map(of(entries, 'policy_definition').map(({ key, value }) => [key, listed(value)])),
    roles: new Map(of(entries, 'role_definition').map(({ key, value }) => [key, listed(value).length])),
    effect: value('policy_effect'),
    matcher,
    chains: { who: chain(matcher, 'sub'), what: chain(matcher, 'obj'), how: chain(matcher, 'act') },
    matcherLine: of(entries, 'matchers')[0]?.line ?? 1,
  }
}

/** @throws Problem invalid_policy naming file and line */
export function readModel(text: string, file = 'model.conf'): ModelText {
  const entries = readIni(text, file)
  refuse([...misplaced(entries)].map(finding => ({ file, ...finding })))
  const model = assemble(entries)
  refuse([...unknownNames(model)].map(message => ({ file, line: model.matcherLine, message })))
  return model
}
