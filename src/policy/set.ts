/**
 * Policy sets as texts: `model.conf`, `policy.csv`, `set.yaml`, `tests.yaml` and `routes.yaml` of one folder. This room owns reading
 * them (and refusing them with the place of each mistake), printing, linting, comparing and testing them, and bringing
 * an organisation's rules back to an earlier revision or in from a file. It does not decide (engine) and stores nothing.
 */
import { createHash } from 'node:crypto'
import { BadModel, BadRule } from '../engine/bad-model.ts'
import { type CompiledSet, compileSet, type SetSource } from '../engine/set.ts'
import { Applications } from '../model/application.ts'
import { NONE, SetDescription } from '../model/catalogue.ts'
import { ruleKey } from '../model/rule.ts'
import { disagreements } from './agreement.ts'
import { attempt, type Finding, refuse } from './finding.ts'
import { attributeForms, foreignForms, unusable } from './forms.ts'
import { ROUTES, routeFindings } from './routes/routes.ts'
import { columnOf, inspectRules, type LocatedRule } from './rules-text.ts'
import { faultOf, isOwnOf, likely, NO_RULES, sorted, USUAL } from './set-rest.ts'
import { inspectYaml, type LocatedYaml } from './yaml-text.ts'

export const MODEL = 'model.conf'
export const RULES = 'policy.csv'
export const DESCRIPTION = 'set.yaml'
/** May be absent: a set decides without its tests. */
export const TESTS = 'tests.yaml'

/** File name -> content. */
export type SetTexts = Readonly<Record<string, string>>

/** SHA-256 over the texts and their names, hex. The same texts give the same digest, in whatever order they come. */
export const digestOf = (texts: SetTexts): string => {
  const ordered = Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex')
}

/** A set that was read: ready to compile again anywhere, compiled here, with the places of its parts. */
export interface ReadSet {
  readonly source: SetSource
  readonly compiled: CompiledSet
  readonly rules: readonly LocatedRule[]
  readonly description: LocatedYaml<SetDescription>
  /** Of sets that have some. */
  readonly routes?: LocatedYaml<Applications>
}

const NAME = /^[a-z][a-z0-9_-]{0,62}$/

/** A byte order mark says only that a file is UTF-8. @throws PolicyRefused when the set lacks the file */
const textOf = (texts: SetTexts, file: string): string => {
  const text = Object.hasOwn(texts, file) ? texts[file] : undefined
  if (text === undefined) refuse([{ code: 'file-missing', file, message: 'the set lacks this file' }])
  return (text ?? '').replace(/^\ufeff/, '')
}

/** Compiles, with the engine's refusals said as findings in the set's files. */
function compiled(source: SetSource, rules: readonly LocatedRule[]): CompiledSet {
  try {
    return compileSet(source)
  } catch (error) {
    if (error instanceof BadModel)
      refuse([error, ...error.others].map(each => modelFinding(each, source.model)))
    if (error instanceof BadRule) refuse([ruleFinding(rules, error)])
    throw error
  }
}

/** The engine's errors carry their place in the message, for those who have nothing else to show. */
const modelFinding = ({ line = 1, message: whole }: BadModel, model: string): Finding => {
  const message = whole.replace(/^model\.conf:\d+: /, '')
  const text = model.split('\n')[line - 1] ?? ''
  // The word that the message is about, where the line has it.
  const [, word = ''] = /^the matcher (?:names|calls) ([\w.]+)/.exec(message) ?? []
  const at = word === '' ? -1 : text.indexOf(word)
  const column = Math.max(at < 0 ? text.search(/\S/) : at, 0) + 1
  return { code: 'model-form', file: MODEL, line, column, message }
}

const ruleFinding = (rules: readonly LocatedRule[], error: BadRule): Finding => {
  const key = ruleKey(error.rule)
  const located = rules.find(({ rule }) => ruleKey(rule) === key)
  return {
    code: 'rule-form',
    file: RULES,
    line: located?.line ?? 1,
    column: located === undefined ? 1 : columnOf(located),
    message: faultOf(error),
  }
}

/** What was made of a set's texts: all that is wrong with them, and the set when it can be decided on. */
export interface Inspected {
  readonly findings: readonly Finding[]
  readonly set?: ReadSet
  /** Where something is wrong: what can be made of the rest. To look for further mistakes in, never to decide by. */
  readonly rest?: Rest
}

/** A set without what is wrong in it. */
export interface Rest {
  readonly set: ReadSet
  /** Whether a finding is one of its own, and does not only follow from what is left out. */
  readonly isOwn: (finding: Finding) => boolean
}

type ModelFindings = (set: CompiledSet) => Iterable<Finding>

/** Stands for a description that could not be read, so that model and rules can be checked all the same. */
const UNREAD: SetDescription = {
  title: '-',
  roles: {},
  administrator: '',
  newcomer: '',
  audience: '',
  levels: {},
  creator: '',
  default_access: NONE,
  types: {},
  operations: {},
}

const nameFaults = (name: string): Finding[] =>
  NAME.test(name)
    ? []
    : [
        {
          code: 'set-name',
          file: DESCRIPTION,
          message: `"${name}" cannot name a set: a-z, 0-9, _ and -, a letter first`,
        },
      ]

/** Reads each text, and checks the rules against the model. A fault in one file, or in one line, does not hide others. */
function readTexts(name: string, texts: SetTexts, ofModel: ModelFindings = () => []): Inspected {
  const findings = nameFaults(name)
  const model = attempt(findings, () => textOf(texts, MODEL))
  const rules = attempt(findings, () => inspectRules(textOf(texts, RULES), RULES))
  findings.push(...(rules?.findings ?? []))
  const description = attempt(findings, () =>
    inspectYaml(textOf(texts, DESCRIPTION), DESCRIPTION, SetDescription, likely),
  )
  findings.push(...(description?.findings ?? []))
  const routes = Object.hasOwn(texts, ROUTES)
    ? inspectYaml(textOf(texts, ROUTES), ROUTES, Applications)
    : undefined
  findings.push(...(routes?.findings ?? []))
  const bare = { name, baseline: [], description: description?.read?.value ?? UNREAD }
  const own = attempt(findings, () => owned(model, bare, ofModel))
  const usable = own ?? usual(bare)
  const { fit, unfit, faults } = sorted(usable, rules ?? NO_RULES)
  findings.push(...faults)
  if (!(rules && description?.read)) return { findings }
  const source = {
    ...bare,
    model: own && model !== undefined ? model : USUAL,
    baseline: fit.map(({ rule }) => rule),
    applications: routes?.read?.value.applications ?? [],
  }
  const whole = attempt(findings, () => compiled(source, fit))
  if (!whole) return { findings }
  const set = {
    source,
    compiled: whole,
    rules: fit,
    description: description.read,
    ...(routes?.read ? { routes: routes.read } : {}),
  }
  return findings.length === 0
    ? { findings, set }
    : { findings, rest: { set, isOwn: isOwnOf(unfit, description.left) } }
}

/** The set's own model without rules; undefined without one. @throws PolicyRefused when it cannot be used */
const owned = (model: string | undefined, bare: Omit<SetSource, 'model'>, ofModel: ModelFindings) => {
  if (model === undefined) return undefined
  const own = compiled({ ...bare, model }, [])
  refuse([...ofModel(own)])
  return own
}

/** All that is wrong with a set that is to be used: text by text, against each other, and against what the service needs. */
export function inspectSet(name: string, texts: SetTexts): Inspected {
  const read = readTexts(name, texts, set => [...foreignForms(set), ...attributeForms(set)])
  const set = read.set ?? read.rest?.set
  if (!set) return read
  const ofRoutes = set.routes ? routeFindings(set.compiled.catalogue, set.routes) : []
  // Where a route is left out or misspelt, the tests of routes fail by that.
  const sound = [...read.findings, ...ofRoutes].every(
    ({ file, code }) => file !== ROUTES || code === 'route-test',
  )
  const { isOwn = () => true } = read.rest ?? {}
  const routes = sound ? ofRoutes : ofRoutes.filter(({ code }) => code !== 'route-test')
  const more = [...unusable(set), ...disagreements(set), ...routes].filter(isOwn)
  const findings = [...read.findings, ...more]
  return findings.length > 0 ? { findings, rest: { set, isOwn } } : { findings, set }
}

/** Line by line, the files in the order in which something was found in them. */
const byPlace = (findings: readonly Finding[]): readonly Finding[] =>
  [...Map.groupBy(findings, ({ file }) => file).values()].flatMap(of =>
    of.toSorted(
      (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
    ),
  )

/** The model of most sets, to check rules against where a set's own cannot be used. */
const usual = (bare: Omit<SetSource, 'model'>): CompiledSet => compileSet({ ...bare, model: USUAL })

const taken = ({ findings, set }: Inspected): ReadSet => {
  refuse(byPlace(findings))
  if (!set) throw new Error('a set that was not read has no findings')
  return set
}

/**
 * Reads a set that is to be used, whole.
 * @throws PolicyRefused naming file, line and column of every mistake found
 */
export const openSet = (name: string, texts: SetTexts): ReadSet => taken(inspectSet(name, texts))

/**
 * A set that was taken once, as it is stored. It decides as long as it can be decided on: what a later version of the service
 * would not take any more must not stop the organisations that use it.
 * @throws PolicyRefused when it cannot be decided on
 */
export const storedSet = (name: string, texts: SetTexts): SetSource => taken(readTexts(name, texts)).source
