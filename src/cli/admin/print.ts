type Item = Readonly<Record<string, unknown>>

/** A value as people read it: a list by commas, a way by arrows, nothing as a dash. */
const shown = (value: unknown): string => {
  if (value === undefined || value === null || value === '') return '-'
  if (!Array.isArray(value)) return typeof value === 'object' ? thingOf(value) : clean(String(value))
  return value.length === 0
    ? '-'
    : value.map(part => (Array.isArray(part) ? part.map(shown).join(' > ') : shown(part))).join(', ')
}

/** What gave something is told as a sentence, what changes as both sides; any other thing as it is sent. */
const thingOf = (value: object): string => {
  const { by, at, action, reason, before, after, ...others } = value as Item
  if (before !== undefined && after !== undefined && Object.keys(others).length === 0)
    return before === after ? shown(after) : `${shown(before)} > ${shown(after)}`
  if (![by, at, action].every(member => typeof member === 'string')) return JSON.stringify(value)
  return clean(`${action} by ${by} on ${at}${reason === undefined ? '' : `: ${reason}`}`)
}

/** Names come from others: a control character in one must not reach the terminal. */
const clean = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ')

/** Rows under headings; columns as wide as the widest word of this page. */
export const tableOf = (
  columns: readonly string[],
  items: readonly Item[],
  headed: boolean,
): readonly string[] => {
  const rows = items.map(item => columns.map(column => shown(item[column])))
  const all = headed ? [columns.map(column => column.toUpperCase()), ...rows] : rows
  const widths = columns.map((_column, at) => Math.max(...all.map(row => row[at]?.length ?? 0)))
  return all.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A thing, a member a line; a list of things in it as a table of its own. */
export const linesOf = (item: Item, members: readonly string[] = Object.keys(item)): readonly string[] => {
  const kept = members.filter(name => item[name] !== undefined && !QUIET.has(name))
  const width = Math.max(0, ...kept.map(name => name.length))
  return kept.flatMap(name => {
    const things = thingsOf(item[name])
    const [first] = things
    const inner =
      first === undefined ? [...membersOf(item[name]), ...rulesOf(item, name), ...fileOf(item[name])] : []
    if (inner.length > 0) return [name, ...inner.map(line => `  ${line}`)]
    if (first === undefined) return [`${name.padEnd(width)}  ${shown(item[name])}`]
    // Some have members that others lack: the one with most of them says the order.
    const fullest = things.map(thing => Object.keys(thing)).sort((a, b) => b.length - a.length)
    const columns = [...new Set(fullest.flat())]
    return [name, ...tableOf(columns, things, true).map(line => `  ${line}`), ...moreOf(item[name])]
  })
}

/** Addresses to enter somewhere, or settings, are read and copied one by one. What is told as a sentence stays one. */
const membersOf = (value: unknown): readonly string[] =>
  isItem(value) && !('items' in value) && !('action' in value) ? linesOf(value) : []

/** The rules of a change, as the policy text has them; an arrow would read as a way. */
const rulesOf = (item: Item, name: string): readonly string[] => {
  const rules = name === 'adds' || name === 'removes' ? item[name] : undefined
  return Array.isArray(rules)
    ? rules.map(rule => clean(Array.isArray(rule) ? rule.join(', ') : String(rule)))
    : []
}

/** The text of a file keeps its lines. */
const fileOf = (value: unknown): readonly string[] =>
  typeof value === 'string' && value.trimEnd().includes('\n') ? textLinesOf(value) : []

/** A part of a list is not taken for all of it. */
const moreOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null && 'next_token' in value && value.next_token !== undefined
    ? [`  there are more: --page-token ${shown(value.next_token)}`]
    : []

/** Lines that the service wrote for people. */
export const textLinesOf = (text: unknown): readonly string[] => String(text).trimEnd().split('\n').map(clean)

/** The things of a list, also of one that is paged. */
const thingsOf = (value: unknown): readonly Item[] => {
  const list = typeof value === 'object' && value !== null && 'items' in value ? value.items : value
  return Array.isArray(list) && list.length > 0 && list.every(isItem) ? list : []
}

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What only programs need; `--json` has it. */
const QUIET: ReadonlySet<string> = new Set(['token', 'propagated', 'dry_run'])

const WITHOUT_RULES = 'nothing was changed; it would be done, and no rule would change'

/** What a trial says: the rules that would come and go. */
export const trialOf = (item: Item, tried = WITHOUT_RULES): readonly string[] => {
  const rules = (key: string, sign: string) => rulesOf(item, key).map(rule => `${sign} ${rule}`)
  const changes = [...rules('removes', '-'), ...rules('adds', '+')]
  return changes.length === 0 ? [tried] : ['nothing was changed; this would change:', ...changes]
}
