import { didYouMean, nearest } from '../../model/nearest.ts'
import { BadLine } from './item.ts'

export type Column = 'subject' | 'resource' | 'level' | 'group' | 'role'

/** The words that a heading is made of. */
const WORDS: Readonly<Record<string, Column>> = {
  subject: 'subject',
  user: 'subject',
  account: 'subject',
  person: 'subject',
  principal: 'subject',
  resource: 'resource',
  object: 'resource',
  dataset: 'resource',
  level: 'level',
  group: 'group',
  role: 'role',
}

/** Words of other systems' headings, which could mean several things, and the word of ours to ask for. */
const FOREIGN: Readonly<Record<string, string>> = {
  email: 'user',
  mail: 'user',
  login: 'user',
  upn: 'user',
  member: 'user',
  name: 'user',
  id: 'user',
  team: 'group',
  department: 'group',
  project: 'dataset',
  table: 'dataset',
  item: 'resource',
  action: 'level',
  access: 'level',
  permission: 'level',
  right: 'level',
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '')

/** The word of a heading that this was meant for: `User_ID` is `user`. Undefined: nobody's heading. */
function meant(text: string): string | undefined {
  const word = plain(text)
  for (const each of [word, word.replace(/(?:ids?|names?)$/, ''), word.replace(/s$/, '')]) {
    if (Object.hasOwn(WORDS, each)) return each
    if (Object.hasOwn(FOREIGN, each)) return FOREIGN[each]
  }
  return undefined
}

/** What makes a file of access: an order of columns is not asked for. */
const KINDS: readonly { readonly format: 'pairs' | 'memberships'; readonly columns: readonly Column[] }[] = [
  { format: 'pairs', columns: ['resource', 'subject'] },
  { format: 'pairs', columns: ['level', 'resource', 'subject'] },
  { format: 'memberships', columns: ['group', 'subject'] },
  { format: 'memberships', columns: ['role', 'subject'] },
]

export interface Heading {
  readonly format: 'pairs' | 'memberships'
  readonly columns: readonly Column[]
}

export const HEADINGS = 'user,dataset or user,dataset,level or user,group or user,role'

const known = (text: string): Column => {
  const column = WORDS[text.toLowerCase()]
  if (column !== undefined && Object.hasOwn(WORDS, text.toLowerCase())) return column
  const near = meant(text)
  const hint = near === undefined ? didYouMean(text, Object.keys(WORDS)) : ` Did you mean ${near}?`
  throw new BadLine(
    `this looks like a heading, and "${text.slice(0, 80)}" is not one that is read.${hint} Headings are ${Object.keys(WORDS).join(', ')}`,
  )
}

/** What the columns are, if the first line is a heading; undefined if it names things. @throws BadLine for a heading that is not read */
export function headingOf(columns: readonly string[]): Heading | undefined {
  const near = (text: string) => nearest(plain(text), Object.keys(WORDS)) !== undefined
  const isHeading =
    columns.some(text => meant(text) !== undefined) || (columns.length > 0 && columns.every(near))
  if (!isHeading) return undefined
  const named = columns.map(known)
  const sorted = named.toSorted().join()
  const kind = KINDS.find(each => each.columns.join() === sorted)
  if (kind === undefined)
    throw new BadLine(`the heading ${columns.join(',')} does not say what a line gives; one is ${HEADINGS}`)
  return { format: kind.format, columns: named }
}
