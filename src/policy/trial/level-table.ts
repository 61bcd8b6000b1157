import type { OrgId, Resource, Subject } from '../../model/id.ts'
import type { Grid, GridRow } from './grid.ts'
import { type At, cellColumn, type Reading, readLevel } from './reading.ts'
import type { Case, Expectation } from './run.ts'
import type { Given } from './situation.ts'
import { accountsOf, groupsOf, holder, INNER, tableOf, tableResource } from './table.ts'
import type { LevelTable } from './tests-form.ts'

/** What the three columns of a row say was given: to everyone, to each account, to the group of all. */
function givenIn(reading: Reading, { keys, line }: GridRow, accounts: Iterable<Subject>): Given {
  const [everyone, own, groups] = keys.map(level => readLevel(reading, line, level))
  const grants = new Map<Subject, string>()
  if (groups !== undefined) grants.set(INNER, groups)
  if (own !== undefined) for (const account of accounts) grants.set(account, own)
  return { grants, ...(everyone === undefined ? {} : { everyone }) }
}

/** Each level's own action, up to the level of the cell and not above it. */
function expected(reading: Reading, grid: Grid, row: GridRow, on: Resource): readonly Expectation[] {
  const ladder = Object.entries(reading.catalogue.levels)
  return row.cells.flatMap((words, column) => {
    const level = readLevel(reading, row.line, words.join(' '))
    const reached = ladder.findIndex(([name]) => name === level)
    const subject = holder('user', grid.columns[column] ?? '')
    const place = { line: row.line, column: cellColumn(reading.lineText(row.line), column + row.keys.length) }
    return ladder.map(([, action], index) => ({
      place,
      question: { subject, action, resource: on },
      allowed: index <= reached,
    }))
  })
}

/** One case, with a resource for each row. */
export function levelCases(reading: Reading, at: At, table: LevelTable, org: () => OrgId): readonly Case[] {
  const grid = tableOf(reading, at, table.cells, 3)
  const accounts = accountsOf(grid, 'user')
  const rows = grid.rows.map(row => ({ row, on: tableResource(reading, row.keys.join('.')) }))
  const facts = {
    accounts,
    groups: groupsOf(accounts.keys()),
    resources: new Map(rows.map(({ row, on }) => [on, givenIn(reading, row, accounts.keys())])),
    rules: [],
  }
  const expect = rows.flatMap(({ row, on }) => expected(reading, grid, row, on))
  return [{ name: table.name, place: reading.placeOf(at), situation: { org: org(), facts }, expect }]
}
