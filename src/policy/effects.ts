import { TooMuchWork } from '../engine/bounds.ts'
import { type EffectRow, type Effects, effectsOf, type Snapshot } from '../engine/snapshot.ts'
import { counted } from '../model/counted.ts'
import { decodeRef } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { printRule } from './rules-text.ts'

/** The rows that are shown, and how much is left out. */
export interface EffectsPage {
  readonly rows: readonly EffectRow[]
  /** All differences: how many accounts differ on how many resources, added up. */
  readonly pairs: number
  readonly left_out: { readonly rows: number; readonly pairs: number }
  /** Accounts that were not compared; absent where all were. */
  readonly uncompared?: number
}

/**
 * Who gains and who loses what between two policies, summed up. Made in turns with other work.
 * @throws Problem too_much_work when the rules are of more kinds than can be told apart
 */
export const compareEffects = async (before: Snapshot, after: Snapshot): Promise<Effects> => {
  try {
    return await effectsOf(before, after)
  } catch (error) {
    if (error instanceof TooMuchWork)
      throw new Problem('too_much_work', `the effects cannot be compared: ${error.message}`, { cause: error })
    throw error
  }
}

/** The rows from a place on. */
export const pageOfEffects = (effects: Effects, limit: number, from = 0): EffectsPage => {
  const { rows, pairs, uncompared } = effects
  const shown = rows.slice(from, from + limit)
  const told = shown.reduce((sum, row) => sum + row.pairs, 0)
  return {
    rows: shown,
    pairs,
    left_out: { rows: rows.length - shown.length, pairs: pairs - told },
    ...(uncompared === 0 ? {} : { uncompared }),
  }
}

const who = ({ subjects, role, example }: EffectRow): string =>
  subjects === 1
    ? decodeRef(example.subject)
    : `${counted(subjects, 'account')} with ${role === undefined ? 'no role' : role}`

const what = ({ resources, on, example }: EffectRow): string =>
  resources === 1 ? decodeRef(example.resource) : `${resources} of ${on}`

const change = ({ from, to, gains, loses }: EffectRow): string =>
  [
    ...(from === to ? [] : [`${from} -> ${to}`]),
    ...(from === to || from === 'none' || to === 'none' ? actions(gains, loses) : []),
  ].join(', ') || actions(gains, loses).join(', ')

const actions = (gains: readonly string[], loses: readonly string[]): string[] => [
  ...(gains.length === 0 ? [] : [`gains ${gains.join(' ')}`]),
  ...(loses.length === 0 ? [] : [`loses ${loses.join(' ')}`]),
]

const because = ({ example, pairs }: EffectRow): string[] => {
  const { rule, when, path = [], subject, resource, until } = example
  if (rule === undefined) return []
  const of = pairs === 1 ? '' : ` (${decodeRef(subject)} on ${decodeRef(resource)}, for one)`
  const way = path.length > 1 ? `, through ${path.map(decodeRef).join(' > ')}` : ''
  const ends = until === undefined ? '' : `, until ${until}`
  return [`    ${when === 'before' ? 'was' : 'by'} ${printRule(rule)}${way}${ends}${of}`]
}

/** As a person reviews it: a line for each kind of difference, and the rule that makes it. */
export const printEffects = ({ rows, pairs, left_out, uncompared }: EffectsPage): string =>
  [
    ...rows.flatMap(row => [`${who(row)} on ${what(row)}: ${change(row)}`, ...because(row)]),
    pairs === 0
      ? `nobody${uncompared === undefined ? '' : ' of those who were compared'} gains or loses anything`
      : `${counted(pairs, 'difference')} in all${left_out.pairs === 0 ? '' : `; ${left_out.pairs} of them, in ${counted(left_out.rows, 'further row')}, are left out`}`,
    ...(uncompared === undefined
      ? []
      : [
          `INCOMPLETE: ${counted(uncompared, 'account')} ${uncompared === 1 ? 'was' : 'were'} not compared: this policy set has each decision asked for itself`,
        ]),
    '',
  ].join('\n')
