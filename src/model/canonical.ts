/** One text for one value, whatever order its fields came in and whichever store it was in. */
export const canonical = (value: unknown): string => {
  if (value instanceof Date) return `@${value.getTime()}`
  if (value instanceof Uint8Array) return `#${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  // Half of a character is kept by one store and replaced by the other.
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const ordered = fields.sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${ordered.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}
