import { NONE } from '../../model/catalogue.ts'
import { ORG, type OrgId, type Resource, type Subject } from '../../model/id.ts'
import type { Grid, GridRow } from './grid.ts'
import { type At, cellColumn, type Reading, readAction, readLevel } from './reading.ts'
import type { Case, Expectation } from './run.ts'
import type { Facts, Given } from './situation.ts'
import { accountsOf, groupsOf, holder, INNER, type Kind, OUTER, tableOf, tableResource } from './table.ts'
import type { AccessTable, OrganisationTable, Path } from './tests-form.ts'

const YES: Readonly<Record<string, boolean>> = { yes: true, no: false }

interface ActionRow {
  readonly action: string
  readonly line: number
  /** By column, then by word of the cell. */
  readonly allowed: readonly (readonly boolean[])[]
}

/** A row of `yes` and `no` behind an action, each cell of as many words as are asked for. */
function actionRow(reading: Reading, { keys, cells, line }: GridRow, words: number): ActionRow {
  for (const cell of cells)
    if (cell.length !== words || cell.some(word => YES[word] === undefined))
      reading.note(line, `"${cell.join(' ')}" is not ${words} times yes or no`)
  return {
    action: readAction(reading, line, keys[0] ?? ''),
    line,
    allowed: cells.map(cell => cell.map(word => YES[word] === true)),
  }
}

/** The table's level on a resource, given in one way. */
function given(path: Path, level: string, accounts: Iterable<Subject>): Given {
  if (level === NONE) return { grants: new Map() }
  if (path === 'default access') return { everyone: level, grants: new Map() }
  if (path === 'grant') return { grants: new Map([...accounts].map(account => [account, level])) }
  return { grants: new Map([[path === 'group' ? INNER : OUTER, level]]) }
}

/** A case for each way of giving a level and each kind of account: every cell, asked. */
export function accessCases(reading: Reading, at: At, table: AccessTable, org: () => OrgId): readonly Case[] {
  const { name, levels } = table
  for (const level of levels) readLevel(reading, [...at, 'levels'], level)
  const grid = tableOf(reading, at, table.cells, 1)
  const rows = grid.rows.map(row => actionRow(reading, row, levels.length))
  const on = levels.map(level => ({ level, resource: tableResource(reading, level) }))
  const facts = (kind: Kind, path: Path): Facts => {
    const accounts = accountsOf(grid, kind)
    const resources = on.map(({ level, resource }): [Resource, Given] => [
      resource,
      given(path, level, accounts.keys()),
    ])
    return { accounts, groups: groupsOf(accounts.keys()), resources: new Map(resources), rules: [] }
  }
  return table.given.flatMap(path =>
    table.to.map(kind => ({
      name: `${name} (${path}, ${kind})`,
      place: reading.placeOf(at),
      situation: { org: org(), facts: facts(kind, path) },
      expect: expected(
        reading,
        { grid, rows },
        kind,
        on.map(({ resource }) => resource),
      ),
    })),
  )
}

/** Every cell of the rows as an expectation, the words of a cell one for each resource. */
const expected = (
  { lineText }: Reading,
  { grid, rows }: { grid: Grid; rows: readonly ActionRow[] },
  kind: Kind,
  resources: readonly Resource[],
): readonly Expectation[] =>
  rows.flatMap(({ action, line, allowed }) =>
    grid.columns.flatMap((role, column) =>
      resources.map((resource, word) => ({
        question: { subject: holder(kind, role), action, resource },
        allowed: allowed[column]?.[word] === true,
        place: { line, column: cellColumn(lineText(line), column + 1, word) },
      })),
    ),
  )

/** A case for each kind of account: every cell, asked of the organisation itself. */
export function organisationCases(
  reading: Reading,
  at: At,
  table: OrganisationTable,
  org: () => OrgId,
): readonly Case[] {
  const grid = tableOf(reading, at, table.cells, 1)
  const rows = grid.rows.map(row => actionRow(reading, row, 1))
  return table.to.map(kind => ({
    name: `${table.name} (${kind})`,
    place: reading.placeOf(at),
    situation: {
      org: org(),
      facts: { accounts: accountsOf(grid, kind), groups: new Map(), resources: new Map(), rules: [] },
    },
    expect: expected(reading, { grid, rows }, kind, [ORG]),
  }))
}
