/** Where a store says something of somebody: every field of every record, rule and sign-in, whatever kinds there are. */
import { idOf, type OrgId } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import type { Store } from '../../src/ports/store.ts'

/** Paths at which a text stands: `identity.mapped.groups`, `rule.g`, `RefreshToken.account`. */
const placesIn = (value: unknown, names: ReadonlySet<string>, path: string): string[] => {
  if (typeof value === 'string') return names.has(value) ? [path] : []
  if (Array.isArray(value)) return value.flatMap(item => placesIn(item, names, path))
  if (value === null || typeof value !== 'object' || value instanceof Date) return []
  return Object.entries(value).flatMap(([field, item]) => placesIn(item, names, `${path}.${field}`))
}

const kindOf = (rule: Rule): string => {
  if (rule.includes('deny')) return '.deny'
  return rule[2]?.startsWith('role:') ? '.role' : ''
}

/** The present trace of `name` in an organisation, by path, each once, in order. Its history and the trail are not in it. */
export const traceOf = async (
  store: Store,
  org: OrgId,
  name: string,
  ...alsoKnownAs: readonly string[]
): Promise<readonly string[]> => {
  const names = new Set([name, `${org}:${name}`, idOf(name), ...alsoKnownAs])
  const found: string[] = []
  for await (const { put, value } of store.archive.records(org)) found.push(...placesIn(value, names, put))
  for await (const kept of store.archive.installation())
    if (kept.of === 'sign_in') found.push(...placesIn(kept.value, names, kept.value.kind))
  const stored = await store.policy.snapshot(org)
  for await (const rules of stored?.rules ?? [])
    for (const rule of rules) found.push(...placesIn(rule, names, `rule.${rule[0]}${kindOf(rule)}`))
  return [...new Set(found)].sort()
}
