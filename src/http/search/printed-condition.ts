/** Conditions in the languages of databases. Values are values or parameters; only names that the schema let through are written out. */
import type { Condition } from '../../engine/snapshot.ts'
import { idOf } from '../../model/id.ts'

/** A table with a row for each resource in each collection. */
export interface Memberships {
  readonly table: string
  readonly id: string
  readonly collection: string
}

/** A table with a row for each text or number in a list that is an attribute of a resource. */
export interface Items {
  readonly table: string
  readonly id: string
  readonly value: string
}

/** What the caller calls the parts of its records. */
export interface Named<C extends string | Memberships> {
  readonly id: string
  readonly collections?: C | undefined
  readonly attributes: Readonly<Record<string, string | Items>>
}

const columnOf = (named: Named<string | Memberships>, attribute: string): string => {
  const field = named.attributes[attribute]
  return typeof field === 'string' ? field : ''
}

/** @param named has all that the condition asks for */
export const asMongodb = (condition: Condition, named: Named<string>): object => {
  switch (condition.kind) {
    case 'all':
      return {}
    case 'none':
      return { [named.id]: { $in: [] } }
    case 'ids':
      return { [named.id]: { [condition.not ? '$nin' : '$in']: condition.names.map(idOf) } }
    case 'collections':
      return { [named.collections ?? '']: { [condition.not ? '$nin' : '$in']: condition.names.map(idOf) } }
    case 'attribute':
      return { [columnOf(named, condition.name)]: comparedInMongodb(condition) }
    case 'listed':
      return { [columnOf(named, condition.name)]: lookedIntoInMongodb(condition) }
    case 'and':
    case 'or':
      return { [`$${condition.kind}`]: condition.of.map(part => asMongodb(part, named)) }
  }
}

const IN_MONGODB = { '==': '$eq', '!=': '$nin', '<': '$lt', '>': '$gt', '<=': '$lte', '>=': '$gte' } as const

/** A record without the attribute, or with null for it, is never meant. */
const comparedInMongodb = ({ op, value }: Condition & { readonly kind: 'attribute' }): object => ({
  [IN_MONGODB[op]]: op === '!=' ? [value, null] : value,
})

/** A record that has no list is never meant. */
const lookedIntoInMongodb = ({ not, values }: Condition & { readonly kind: 'listed' }): object =>
  not ? { $type: 'array', $nin: values } : { $elemMatch: { $in: values } }

type Parameter = string | number

interface Sql {
  readonly where: string
  readonly parameters: readonly Parameter[]
}

/** Why the condition cannot be said in SQL; undefined when it can. */
export const unsayableInSql = (part: Condition): string | undefined =>
  part.kind === 'listed' && part.not
    ? `rows do not tell a list without items from no list, which it asks of ${part.name}`
    : undefined

/** @param named has all that the condition asks for, and nothing is {@link unsayableInSql} */
export const asSql = (condition: Condition, named: Named<Memberships>): Sql => {
  switch (condition.kind) {
    case 'all':
      return { where: '1 = 1', parameters: [] }
    case 'none':
      return { where: '1 = 0', parameters: [] }
    case 'ids':
      return listed(named.id, condition)
    case 'collections':
      return inCollections(condition, named)
    case 'attribute':
      return comparedInSql(columnOf(named, condition.name), condition)
    case 'listed':
      return lookedIntoInSql(condition, named)
    case 'and':
    case 'or': {
      const parts = condition.of.map(part => asSql(part, named))
      return {
        where: `(${parts.map(part => part.where).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`,
        parameters: parts.flatMap(part => part.parameters),
      }
    }
  }
}

const isIn = (not: boolean): string => (not ? 'NOT IN' : 'IN')
const places = (names: readonly string[]): string => names.map(() => '?').join(', ')

const listed = (field: string, { not, names }: Condition & { readonly kind: 'ids' }): Sql => ({
  where: `${field} ${isIn(not)} (${places(names)})`,
  parameters: names.map(idOf),
})

const inCollections = (
  { not, names }: Condition & { readonly kind: 'collections' },
  { id, collections }: Named<Memberships>,
): Sql => {
  const { table, id: item, collection } = collections ?? { table: '', id: '', collection: '' }
  // One row without an id would make NOT IN unknown for every record.
  const where = `${id} ${isIn(not)} (SELECT ${item} FROM ${table} WHERE ${item} IS NOT NULL AND ${collection} IN (${places(names)}))`
  return { where, parameters: names.map(idOf) }
}

const lookedIntoInSql = (
  { name, values }: Condition & { readonly kind: 'listed' },
  { id, attributes }: Named<Memberships>,
): Sql => {
  const items = attributes[name]
  if (typeof items !== 'object' || values.length === 0) return { where: '1 = 0', parameters: [] }
  const where = `${id} IN (SELECT ${items.id} FROM ${items.table} WHERE ${items.value} IN (${values.map(() => '?').join(', ')}))`
  return { where, parameters: values }
}

const IN_SQL = { '==': '=', '!=': '<>', '<': '<', '>': '>', '<=': '<=', '>=': '>=' } as const

/** Truth values are written out: drivers bind them differently. A column that is NULL is never meant. */
const comparedInSql = (field: string, { op, value }: Condition & { readonly kind: 'attribute' }): Sql =>
  typeof value === 'boolean'
    ? { where: `${field} ${IN_SQL[op]} ${value ? 'TRUE' : 'FALSE'}`, parameters: [] }
    : { where: `${field} ${IN_SQL[op]} ?`, parameters: [value] }
