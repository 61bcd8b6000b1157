import { inspectSqlite } from '../../adapters/sqlite/inspect.ts'
import { readSqlite } from '../../adapters/sqlite/reader.ts'
import { examine } from '../../src/upkeep/examine.ts'

/** What `kasbah doctor` finds of an embedded store, also while it is served: the file first, then each organisation. */
export const checked = async (path: string) => {
  const findings = inspectSqlite(path)
  const reader = readSqlite(path)
  try {
    const parts = {
      store: reader,
      now: () => new Date(),
      typesOf: async () => new Set<string>(),
      undecidable: async () => undefined,
    }
    const all = await Array.fromAsync(examine(parts))
    for (const { org, faults, drift } of all)
      findings.push(...[...faults, ...(drift === undefined ? [] : [drift])].map(line => `${org}: ${line}`))
    const sum = (of: 'rules' | 'changes') => all.reduce((total, found) => total + found[of], 0)
    return { findings, organisations: all.length, rules: sum('rules'), changes: sum('changes') }
  } finally {
    reader.close()
  }
}
