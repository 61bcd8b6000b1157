/** Values that an identity provider states about a person, brought into one form on entry, for every protocol and store. */

export const MAX_GROUPS = 2_000
const MAX_GROUP = 512

/**
 * The stable id of a person; undefined for a text that two readers could take for two ids: empty, too long, with control
 * characters, or with white space around it.
 */
export const statedId = (value: unknown, longest: number): string | undefined =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= longest &&
  value.isWellFormed() &&
  value === value.trim() &&
  !/\p{Cc}/u.test(value)
    ? value
    : undefined

/** A text for display: well-formed, on one line. Undefined when it is none, or longer than `longest`. */
export const statedText = (value: unknown, longest: number): string | undefined => {
  if (typeof value !== 'string') return undefined
  const text = value
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
  return text.length > 0 && text.length <= longest ? text : undefined
}

/**
 * Groups from a list of texts, each split by the delimiter where there is one. Groups give rights and, by a deny, take them
 * away: a list that cannot be read whole is a `fault`, never a shorter list.
 */
export const statedGroups = (
  values: readonly unknown[],
  delimiter: string | undefined,
): { readonly groups: readonly string[] } | { readonly fault: string } => {
  const groups = new Set<string>()
  for (const stated of values) {
    // Some providers name their groups by number.
    const value = Number.isSafeInteger(stated) ? String(stated) : stated
    if (typeof value !== 'string' || !value.isWellFormed())
      return { fault: 'One of the groups is not a text.' }
    const parts = delimiter === undefined ? [value] : value.split(delimiter)
    for (const part of parts) groups.add(part.trim())
    // Checked one by one, so that an oversized list is not read to its end.
    if (groups.size > MAX_GROUPS + 1) return { fault: `There are more than ${MAX_GROUPS} groups.` }
  }
  groups.delete('')
  const long = [...groups].some(group => group.length > MAX_GROUP)
  if (long) return { fault: `One of the groups is longer than ${MAX_GROUP} characters.` }
  return groups.size > MAX_GROUPS
    ? { fault: `There are more than ${MAX_GROUPS} groups.` }
    : { groups: [...groups] }
}
