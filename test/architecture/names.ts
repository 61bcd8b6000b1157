import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const POLICIES = join(import.meta.dirname, '../../policies')

/**
 * Every role, level and action of the shipped sets, read from their baseline rules as plain text: this test must not lean on
 * the code that it judges. Sets under `policies/examples` are for other domains and share words with everything.
 */
export const policyNames = (): ReadonlySet<string> => {
  const files = readdirSync(POLICIES)
    .map(set => join(POLICIES, set, 'policy.csv'))
    .filter(path => existsSync(path))
  const lines = files.flatMap(path => readFileSync(path, 'utf8').split('\n'))
  return new Set(lines.flatMap(namesOf))
}

const namesOf = (line: string): readonly string[] => {
  const [section, ...fields] = line.split(',').map(field => field.trim())
  const roles = fields.filter(field => field.startsWith('role:'))
  const bare = roles.map(role => role.slice('role:'.length))
  return [...roles, ...bare, ...(section === 'g3' ? fields : [])].filter(name => name !== '')
}

/** The names that stand in the text as a whole quoted literal. */
export const quoted = (text: string, names: ReadonlySet<string>): readonly string[] =>
  [...text.matchAll(/(['"`])([a-z][a-z0-9_.:-]*)\1/g)]
    .map(match => match[2] ?? '')
    .filter(name => names.has(name))
