/**
 * Policy sets as texts: `model.conf`, `policy.csv`, `set.yaml` and `tests.yaml` of one folder. This room owns reading
 * them (and refusing them with the place of each mistake), printing, linting, comparing and testing them, and bringing
 * an organisation's rules back to an earlier revision or in from a file. It does not decide (engine) and stores nothing.
 */
import { createHash } from 'node:crypto'
import { BadModel, BadRule } from '../engine/bad-model.ts'
import { type CompiledSet, compileSet, type SetSource } from '../engine/set.ts'
import { SetDescription } from '../model/catalogue.ts'
import { EVERY_ORG, type Rule, ruleKey } from '../model/rule.ts'
import { disagreements } from './agreement.ts'
import { type Finding, refuse } from './finding.ts'
import { foreignForms, unusable } from './forms.ts'
import { type LocatedRule, readRules } from './rules-text.ts'
import { type LocatedYaml, readYaml } from './yaml-text.ts'

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
}

const NAME = /^[a-z][a-z0-9_-]{0,62}$/

const textOf = (texts: SetTexts, file: string): string => {
  const text = Object.hasOwn(texts, file) ? texts[file] : undefined
  if (text === undefined) refuse([{ file, message: 'the set lacks this file' }])
  return text ?? ''
}

/** Compiles, with the engine's refusals said as findings in the set's files. */
function compiled(source: SetSource, rules: readonly LocatedRule[]): CompiledSet {
  try {
    return compileSet(source)
  } catch (error) {
    if (error instanceof BadModel) refuse([modelFinding(error)])
    if (error instanceof BadRule) refuse([ruleFinding(rules, error)])
    throw error
  }
}

const lineOf = (line: number | undefined) => (line === undefined ? {} : { line })

/** The engine's errors carry their place in the message, for those who have nothing else to show. */
const modelFinding = ({ line, message }: BadModel): Finding => ({
  file: MODEL,
  ...lineOf(line),
  message: message.replace(/^model\.conf:\d+: /, ''),
})

const withoutRule = ({ rule, message }: BadRule): string => message.replace(`: ${JSON.stringify(rule)}`, '')

const ruleFinding = (rules: readonly LocatedRule[], error: BadRule): Finding => {
  const key = ruleKey(error.rule)
  const line = rules.find(located => ruleKey(located.rule) === key)?.line
  return { file: RULES, ...lineOf(line), message: withoutRule(error) }
}

/** What is wrong with each single rule, so that a person sees all of it at once. */
function unfit(model: CompiledSet, rules: readonly LocatedRule[]): Finding[] {
  const seen = new Map<string, number>()
  return rules.flatMap(({ rule, line }) => {
    const key = ruleKey(rule)
    const first = seen.get(key)
    seen.set(key, first ?? line)
    if (first !== undefined) return [{ file: RULES, line, message: `the same rule as in line ${first}` }]
    return misfit(model, rule).map(message => ({ file: RULES, line, message }))
  })
}

const misfit = ({ layout }: CompiledSet, rule: Rule): readonly string[] => {
  try {
    layout.check(rule, EVERY_ORG)
    return []
  } catch (error) {
    if (error instanceof BadRule) return [withoutRule(error)]
    throw error
  }
}

type ModelFindings = (set: CompiledSet) => Iterable<Finding>

/** Reads each text, and checks the rules against the model. */
function readTexts(name: string, texts: SetTexts, ofModel: ModelFindings = () => []): ReadSet {
  if (!NAME.test(name))
    refuse([{ file: DESCRIPTION, message: `"${name}" cannot name a set: a-z, 0-9, _ and -, a letter first` }])
  const model = textOf(texts, MODEL)
  const rules = readRules(textOf(texts, RULES), RULES)
  const description = readYaml(textOf(texts, DESCRIPTION), DESCRIPTION, SetDescription)
  const bare = { name, model, baseline: [], description: description.value }
  const withoutRules = compiled(bare, [])
  refuse([...ofModel(withoutRules)])
  refuse(unfit(withoutRules, rules))
  const source = { ...bare, baseline: rules.map(({ rule }) => rule) }
  return { source, compiled: compiled(source, rules), rules, description }
}

/**
 * Reads a set that is to be used: whole, the three texts against each other, and against what the service needs of a set.
 * @throws Problem invalid_policy naming file and line of every mistake found
 */
export function openSet(name: string, texts: SetTexts): ReadSet {
  const read = readTexts(name, texts, foreignForms)
  refuse([...unusable(read), ...disagreements(read)])
  return read
}

/**
 * A set that was taken once, as it is stored. It decides as long as it can be decided on: what a later version of the service
 * would not take any more must not stop the organisations that use it.
 * @throws Problem invalid_policy when it cannot be decided on
 */
export const storedSet = (name: string, texts: SetTexts): SetSource => readTexts(name, texts).source
