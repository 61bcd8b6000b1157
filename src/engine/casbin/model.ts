import { BadModel, refuseModel } from '../bad-model.ts'
import { newModelFromString } from './load.ts'

/** How the effects of the matching rules become one answer. Each of them denies when no rule matches. */
export type Effect = 'allow' | 'allow_and_deny' | 'priority'

/** A model's definitions, as Casbin read them. */
export interface ModelDefinition {
  readonly text: string
  /** Field names of a request, in order: `sub`, `dom`, ... */
  readonly request: readonly string[]
  /** Field names of a `p` rule, in order. */
  readonly policy: readonly string[]
  /** Role graphs and how many fields a rule of each has: 2, or 3 with the domain. */
  readonly graphs: ReadonlyMap<string, number>
  readonly effect: Effect
  /** What Casbin evaluates: fields are written `r_sub`. */
  readonly matcher: string
  /** The line of the matcher. */
  readonly line: number
  /** The line of each definition, by its key: `r`, `p`, `g`, `g2`, ... */
  readonly lines: ReadonlyMap<string, number>
}

const EFFECTS: Readonly<Record<string, Effect>> = {
  'some(where (p_eft == allow))': 'allow',
  'some(where (p_eft == allow)) && !some(where (p_eft == deny))': 'allow_and_deny',
  'priority(p_eft) || deny': 'priority',
}

// Casbin cuts a line at its first `#` or `;`, inside quotes too, and silently drops the rest of a condition.
const cutInQuotes = (line: string): boolean => {
  let quote = ''
  for (const sign of line) {
    if (quote === '' && (sign === '#' || sign === ';')) return false
    if (quote !== '' && (sign === '#' || sign === ';')) return true
    if (sign === quote) quote = ''
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign
  }
  return false
}

/** Key of each definition -> its line. Casbin lets the last of two definitions win and skips over gaps in numbering. */
const linesOf = (text: string, mistakes: BadModel[]): Map<string, number> => {
  const lines = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    if (cutInQuotes(line)) mistakes.push(new BadModel('a # or ; inside quotes would cut the line', index + 1))
    const key = /^\s*([A-Za-z]\w*)\s*=/.exec(line)?.[1]
    if (key === undefined) continue
    if (lines.has(key)) mistakes.push(new BadModel(`${key} is defined twice`, index + 1))
    else lines.set(key, index + 1)
  }
  return lines
}

const parsed = (text: string, mistakes: readonly BadModel[]) => {
  try {
    return newModelFromString(text).model
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause
    refuseModel([...mistakes, new BadModel(`Casbin cannot read the model: ${why}`)])
    throw cause
  }
}

interface Definition {
  readonly text: string
  readonly line: number | undefined
}

const namesOf = ({ text, line }: Definition, mistakes: BadModel[]): readonly string[] => {
  const names = text.split(',').map(name => name.trim())
  for (const [index, name] of names.entries()) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) mistakes.push(new BadModel(`"${name}" is not a field name`, line))
    else if (names.indexOf(name) !== index)
      mistakes.push(new BadModel(`the field ${name} is named twice`, line))
  }
  return names
}

/** A model with what is wrong with it; it is of no use unless that is nothing. */
export interface ReadModel {
  readonly model: ModelDefinition
  readonly mistakes: readonly BadModel[]
}

/**
 * Reads a model with Casbin and takes it apart. Mistakes are definitions that would be ignored or cannot be used, and an effect that
 * allows by default.
 * @throws BadModel when Casbin cannot read it, with the mistakes that were found before
 */
export const readModel = (text: string): ReadModel => {
  const mistakes: BadModel[] = []
  const lines = linesOf(text, mistakes)
  const model = parsed(text, mistakes)
  const definitionOf = (key: string): Definition => ({
    text: model.get(key)?.get(key)?.value ?? '',
    line: lines.get(key),
  })
  for (const [key, line] of lines) {
    if (!model.get(key[0] ?? '')?.has(key)) mistakes.push(new BadModel(`${key} would be ignored`, line))
    else if (/^[rpem]\d/.test(key))
      mistakes.push(new BadModel('only one r, p, e and m each are supported', line))
  }
  const e = definitionOf('e')
  const effect = EFFECTS[e.text]
  if (!effect) mistakes.push(new BadModel(`the effect "${e.text}" is unknown or allows by default`, e.line))
  const graphs = [...(model.get('g') ?? [])].map(
    ([key, { value }]) => [key, value.split(',').length] as const,
  )
  for (const [key, size] of graphs)
    if (size !== 2 && size !== 3)
      mistakes.push(new BadModel(`${key} has ${size} fields; 2 or 3 are supported`, lines.get(key)))
  const definition = {
    text,
    request: namesOf(definitionOf('r'), mistakes),
    policy: namesOf(definitionOf('p'), mistakes),
    graphs: new Map(graphs),
    effect: effect ?? 'allow_and_deny',
    matcher: definitionOf('m').text,
    line: lines.get('m') ?? 1,
    lines,
  }
  return { model: definition, mistakes }
}
