import { type Resource, resource, type Subject, subject } from '../../model/id.ts'
import { type Grid, readGrid } from './grid.ts'
import { type At, NO_ROLE, type Reading, readRole } from './reading.ts'

export type Kind = 'user' | 'service'

/** One account for each column: `user:guest`, `user:no-role`. */
export const holder = (kind: Kind, role: string): Subject => subject(kind, role.replace(' ', '-'))

/** The groups of a table: everyone is in the first, which is in the second. */
export const INNER = subject('group', 'inner')
export const OUTER = subject('group', 'outer')

export const groupsOf = (accounts: Iterable<Subject>): Map<Subject, readonly Subject[]> =>
  new Map([
    [INNER, [...accounts]],
    [OUTER, [INNER]],
  ])

/** The table of a text block, its roles checked. The block begins on the line after its key. */
export function tableOf(reading: Reading, at: At, cells: string, keys: number): Grid {
  const first = reading.placeOf([...at, 'cells']).line + 1
  const { grid, findings } = readGrid(cells, first, keys)
  for (const { line, message } of findings) reading.note(line ?? first, message)
  for (const role of grid.columns) readRole(reading, first, role)
  return grid
}

/** The accounts of a table, one for each role in its header. */
export const accountsOf = (grid: Grid, kind: Kind): Map<Subject, string | undefined> =>
  new Map(grid.columns.map(role => [holder(kind, role), role === NO_ROLE ? undefined : role]))

/** Tables are about the set's first type of resource. */
export const tableResource = ({ catalogue }: Reading, id: string): Resource =>
  resource(Object.keys(catalogue.types)[0] ?? '', id)
