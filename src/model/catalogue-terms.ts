import { type Catalogue, NONE } from './catalogue.ts'
import { type Resource, typeOf } from './id.ts'
import { Problem } from './problems.ts'

/** A role of the set, or of the organisation whose catalogue it is. @throws Problem unknown_role */
export const requireRole = ({ roles }: Catalogue, role: string): void => {
  if (!Object.hasOwn(roles, role))
    throw new Problem('unknown_role', `the roles are ${Object.keys(roles).join(', ')}`)
}

/** @throws Problem unknown_level */
export const requireLevel = ({ levels }: Catalogue, level: string): void => {
  if (Object.hasOwn(levels, level)) return
  throw new Problem('unknown_level', `the levels are ${Object.keys(levels).join(', ')}`)
}

/** The same, where `none` may stand too. @throws Problem unknown_level */
export const requireLevelOrNone = (catalogue: Catalogue, level: string): void => {
  if (level !== NONE) requireLevel(catalogue, level)
}

/** The collection that the set keeps this type in. @throws Problem unknown_resource for a type it does not name */
export const collectionOf = ({ types }: Catalogue, id: Resource): string => {
  const type = typeOf(id)
  const collection = Object.hasOwn(types, type) ? types[type] : undefined
  if (collection === undefined)
    throw new Problem('unknown_resource', `the types are ${Object.keys(types).join(', ')}`)
  return collection
}
