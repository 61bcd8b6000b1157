/** What the columns of a list of people are. It is one where a column has their addresses. */
import { columnsOf, isSilent, nameOf, type Separator, separatorOf, statedSeparator } from './columns.ts'
import { BadLine } from './item.ts'

export type PeopleColumn =
  | 'email'
  | 'user'
  | 'external_id'
  | 'name'
  | 'first_name'
  | 'last_name'
  | 'role'
  | 'groups'

/** The words of headings, without regard to case, spaces, hyphens and underscores. */
const WORDS: Readonly<Record<PeopleColumn, readonly string[]>> = {
  email: ['email', 'mail', 'address', 'emailaddress', 'mailaddress'],
  user: ['user', 'userid'],
  external_id: ['externalid', 'objectid'],
  name: ['name', 'displayname', 'fullname'],
  first_name: ['firstname', 'givenname'],
  last_name: ['lastname', 'surname', 'familyname'],
  role: ['role'],
  groups: ['groups', 'group'],
}

/** For people: the words as one writes them. */
export const PEOPLE_HEADINGS = 'email, user, external_id, name, first name, last name, role, groups'

export interface PeopleLayout {
  readonly separator: Separator
  /** In the order of the file; undefined for one that is passed over. */
  readonly columns: readonly (PeopleColumn | undefined)[]
  /** How many lines stand above the first person. Remarks do not count. */
  readonly above: number
  /** The columns that are passed over, as the file calls them. */
  readonly passedOver: readonly string[]
  /** What it was told by, for people. */
  readonly toldBy: string
}

/** Google writes `Email Address [Required]`. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\[.*\]$/, '')
    .replaceAll(/[\s_-]/g, '')

const columnOf = (text: string): PeopleColumn | undefined =>
  (Object.keys(WORDS) as PeopleColumn[]).find(column => WORDS[column].includes(plain(text)))

/**
 * How a list of people is written; undefined if no column of the heading has addresses: then it is another kind of list.
 * @throws BadLine for a heading with a column that is not read, unless those are to be passed over
 */
export function peopleLayoutOf(text: string, skipColumns: boolean): PeopleLayout | undefined {
  const lines = text.split(/\r?\n/).filter(line => !isSilent(line))
  const stated = statedSeparator(lines[0] ?? '')
  const heading = lines[stated === undefined ? 0 : 1] ?? ''
  if (/^\s*\{/.test(heading)) return undefined
  const separator = stated ?? mostOften(heading)
  const words = columnsOf(heading, separator)
  const columns = words.map(columnOf)
  if (!columns.includes('email')) return undefined
  const passedOver = words.filter((_, at) => columns[at] === undefined)
  if (passedOver.length > 0 && !skipColumns) throw new BadLine(unread(passedOver))
  const twice = columns.find((column, at) => column !== undefined && columns.indexOf(column) !== at)
  if (twice !== undefined) throw new BadLine(`two columns of the heading are the ${twice}`)
  return {
    separator,
    columns,
    above: stated === undefined ? 1 : 2,
    passedOver,
    toldBy: `the heading ${words.join(',')}, columns parted by ${nameOf(separator)}`,
  }
}

const mostOften = (heading: string): Separator => {
  try {
    return separatorOf(heading)
  } catch (error) {
    // Two separators in one line: a list of people has none of its own words with a comma in it.
    if (error instanceof BadLine && /mail|address/i.test(heading)) throw error
    return ','
  }
}

const unread = (words: readonly string[]): string => {
  const named = words.map(word => `"${word.slice(0, 80)}"`).join(', ')
  const id = words.some(word => plain(word) === 'id')
    ? ' "id" could be the id here (user) or at the identity provider (external_id): write which.'
    : ''
  return `${named} in the heading of a list of people ${words.length === 1 ? 'is' : 'are'} not read.${id} Columns are ${PEOPLE_HEADINGS}; --skip-columns passes over others`
}
