/** Names that a reader takes for one another. */
import type { Finding } from './finding.ts'
import { columnOf } from './rules-text.ts'
import { DESCRIPTION, type ReadSet, RULES } from './set.ts'

type Found = Generator<Finding>

/** What is left of a name for somebody who reads in a hurry: `Data-Admin` and `data_admin` are one. */
const hurried = (name: string): string =>
  name.toLowerCase().replaceAll(/[-_.]/g, '').replace(/s$/, '').replaceAll('0', 'o').replaceAll(/[1i]/g, 'l')

/** Of several names that look alike, each with the first of them. */
function* alike(names: Iterable<string>): Generator<readonly [name: string, first: string]> {
  const seen = new Map<string, string>()
  for (const name of names) {
    const first = seen.get(hurried(name))
    if (first === undefined) seen.set(hurried(name), name)
    else if (first !== name) yield [name, first]
  }
}

const KINDS = ['roles', 'levels', 'types'] as const

/** Roles, levels or types that look alike, and one name for two of these. */
export function* clashes({ description, compiled, rules }: ReadSet): Found {
  const { value, placeOf } = description
  const owner = new Map<string, (typeof KINDS)[number]>()
  for (const kind of KINDS) {
    const inKind = (name: string, message: string): Finding => ({
      code: 'name-clash',
      file: DESCRIPTION,
      ...placeOf([kind, name]),
      message,
    })
    for (const [name, first] of alike(Object.keys(value[kind])))
      yield inKind(name, `${name} and ${first} are two of the ${kind}, and look alike`)
    for (const name of Object.keys(value[kind])) {
      const other = owner.get(name)
      if (other !== undefined) yield inKind(name, `${name} is one of the ${other} as well`)
      owner.set(name, kind)
    }
  }
  const actions = [...compiled.catalogue.actions]
  for (const [name, first] of alike(actions)) {
    const located = rules.find(({ rule }) => rule.includes(name))
    yield {
      code: 'name-clash',
      file: RULES,
      ...(located && { line: located.line, column: columnOf(located, located.rule.indexOf(name)) }),
      message: `the actions ${name} and ${first} look alike`,
    }
  }
}
