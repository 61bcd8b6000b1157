import { type Catalogue, NONE } from './catalogue.ts'
import { type Resource, typeOf } from './id.ts'
import { Problem } from './problems.ts'

type Told = Pick<Catalogue, 'languages' | 'roles'>

/** What the set tells of it in the language, or in the one that this is a kind of: `de` for `de-AT`. */
const lineIn = (
  { languages = {} }: Told,
  kind: 'roles' | 'levels',
  { name, language }: { readonly name: string; readonly language: string },
): string | undefined => {
  const tags = [language, language.replace(/-.*/, '')]
  return tags
    .map(tag => (Object.hasOwn(languages, tag) ? languages[tag]?.[kind] : undefined))
    .find(lines => lines !== undefined && Object.hasOwn(lines, name))?.[name]
}

/** What a role of the set is, for those who read the language; else as the set describes it first of all. */
export const lineOfRole = (set: Told, name: string, language: string): string | undefined =>
  lineIn(set, 'roles', { name, language }) ?? (Object.hasOwn(set.roles, name) ? set.roles[name] : undefined)

/** What a level lets one do; in English where the language has nothing. Undefined for a set that says nothing of its levels. */
export const lineOfLevel = (set: Told, name: string, language: string): string | undefined =>
  lineIn(set, 'levels', { name, language }) ?? lineIn(set, 'levels', { name, language: 'en' })

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
