import { BadModel } from '../bad-model.ts'
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
const linesOf = (text: string): Map<string, number> => {
  const lines = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    if (cutInQuotes(line)) throw new BadModel('a # or ; inside quotes would cut the line', index + 1)
    const key = /^\s*([A-Za-z]\w*)\s*=/.exec(line)?.[1]
    if (key === undefined) continue
    if (lines.has(key)) throw new BadModel(`${key} is defined twice`, index + 1)
    lines.set(key, index + 1)
  }
  return lines
}

const parsed = (text: string) => {
  try {
    return newModelFromString(text).model
  } catch (cause) {
    throw new BadModel(`Casbin cannot read the model: ${cause instanceof Error ? cause.message : cause}`)
  }
}

const namesOf = (definition: string, line: number | undefined): readonly string[] => {
  const names = definition.split(',').map(name => name.trim())
  for (const [index, name] of names.entries()) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new BadModel(`"${name}" is not a field name`, line)
    if (names.indexOf(name) !== index) throw new BadModel(`the field ${name} is named twice`, line)
  }
  return names
}

/**
 * Reads a model with Casbin and takes it apart.
 * @throws BadModel when Casbin refuses it, when a definition would be ignored, or when its effect allows by default
 */
export const readModel = (text: string): ModelDefinition => {
  const lines = linesOf(text)
  const model = parsed(text)
  const definitionOf = (key: string): string => model.get(key)?.get(key)?.value ?? ''
  for (const [key, line] of lines)
    if (!model.get(key[0] ?? '')?.has(key)) throw new BadModel(`${key} would be ignored`, line)
  for (const key of lines.keys())
    if (/^[rpem]\d/.test(key)) throw new BadModel('only one r, p, e and m each are supported', lines.get(key))
  const effect = EFFECTS[definitionOf('e')]
  if (!effect)
    throw new BadModel(`the effect "${definitionOf('e')}" is unknown or allows by default`, lines.get('e'))
  const graphs = [...(model.get('g') ?? [])].map(
    ([key, { value }]) => [key, value.split(',').length] as const,
  )
  for (const [key, size] of graphs)
    if (size !== 2 && size !== 3)
      throw new BadModel(`${key} has ${size} fields; 2 or 3 are supported`, lines.get(key))
  return {
    text,
    request: namesOf(definitionOf('r'), lines.get('r')),
    policy: namesOf(definitionOf('p'), lines.get('p')),
    graphs: new Map(graphs),
    effect,
    matcher: definitionOf('m'),
    line: lines.get('m') ?? 1,
    lines,
  }
}
