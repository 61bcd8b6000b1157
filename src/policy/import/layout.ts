import { groupNamedBy, MAX_GROUPS } from './casbin.ts'
import { columnsOf, isSilent, nameOf, type Separator, separatorOf, statedSeparator } from './columns.ts'
import type { ImportFormat } from './format.ts'
import { type Column, HEADINGS, headingOf } from './heading.ts'
import { BadLine } from './item.ts'
import { type Line, linesOf } from './lines.ts'

/** How a file is written. */
export interface Layout {
  readonly format: ImportFormat
  readonly separator: Separator
  readonly columns: readonly Column[]
  /** Whether the file itself says what its columns are. */
  readonly hasHeading: boolean
  /** How many lines stand above the first that gives something: `sep=` and a heading. Remarks do not count. */
  readonly above: number
  /** The names that are groups wherever the file uses them. Only Casbin's format has this. */
  readonly groups: ReadonlySet<string>
  /** What it was told by, for people. */
  readonly toldBy: string
}

const COLUMNS: Readonly<Record<ImportFormat, readonly Column[]>> = {
  pairs: ['subject', 'resource', 'level'],
  memberships: ['subject', 'group'],
  roles: [],
  casbin: [],
}

const isCasbin = (line: string): boolean => /^\s*p\s*,.*,.*,|^\s*g\s*,.*,/.test(line)

/** A format that its own lines tell: no list of names looks like it. */
const ownForm = (line: string): ImportFormat | undefined => {
  if (/^\s*role:[^,;\t]*$/.test(line)) return 'roles'
  return isCasbin(line) ? 'casbin' : undefined
}

/**
 * How a file is written, by what was asked for and its first lines. Nothing is guessed: a file of columns needs a heading,
 * or the caller says the format.
 * @throws BadLine
 */
export function layoutOf(lines: readonly string[], asked?: ImportFormat): Layout {
  const stated = statedSeparator(lines[0] ?? '')
  const above = stated === undefined ? 0 : 1
  const line = lines[above] ?? ''
  const whole = { separator: ',', columns: [], hasHeading: false, above, groups: new Set<string>() } as const
  const own = asked ?? ownForm(line)
  if (own === 'roles' || own === 'casbin')
    return { ...whole, format: own, toldBy: asked ? '--format' : 'its first line' }
  const separator = stated ?? separatorOf(line)
  const columns = unlessBad(() => columnsOf(line, separator)) ?? []
  const heading = headingOf(columns)
  const parted = `, columns parted by ${nameOf(separator)}`
  if (heading !== undefined) {
    if (asked !== undefined && asked !== heading.format)
      throw new BadLine(
        `the heading ${columns.join(',')} is one of ${heading.format}, and --format says ${asked}`,
      )
    const toldBy = `the heading ${columns.join(',')}${parted}`
    return { ...whole, ...heading, hasHeading: true, separator, above: above + 1, toldBy }
  }
  if (asked === undefined)
    throw new BadLine(
      `the file has no heading. Write one above it (${HEADINGS}), or say what it is: --format pairs for subject and resource, --format memberships for subject and group`,
    )
  return { ...whole, format: asked, columns: COLUMNS[asked], separator, toldBy: `--format${parted}` }
}

/** How many lines `layoutOf` looks at. */
const HEAD = 2

/** What the lines of a file tell of how it is written, as they come. */
class Look {
  readonly #asked: ImportFormat | undefined
  readonly #head: string[] = []
  readonly #groups = new Set<string>()
  #layout: Layout | undefined

  constructor(asked?: ImportFormat) {
    this.#asked = asked
  }

  see({ text }: Line): void {
    if (text === undefined || isSilent(text)) return
    if (this.#head.length < HEAD) this.#head.push(text)
    if (this.#head.length === HEAD) this.#layout ??= layoutOf(this.#head, this.#asked)
    const group = unlessBad(() => groupNamedBy(text))
    if (group !== undefined) this.#groups.add(group)
    if (this.#groups.size > MAX_GROUPS) throw new BadLine(`the file names more than ${MAX_GROUPS} groups`)
  }

  /** Whether nothing further on can change it. */
  get isOver(): boolean {
    return this.#layout !== undefined && this.#layout.format !== 'casbin'
  }

  get layout(): Layout {
    const layout = this.#layout ?? layoutOf(this.#head, this.#asked)
    return layout.format === 'casbin' ? { ...layout, groups: this.#groups } : layout
  }
}

/** How a file is written, and how many bytes it took to tell. @throws BadLine */
export async function readLayout(
  chunks: AsyncIterable<Uint8Array>,
  asked?: ImportFormat,
): Promise<{ readonly layout: Layout; readonly seen: number }> {
  const look = new Look(asked)
  let seen = 0
  for await (const { lines, bytes } of linesOf(chunks)) {
    seen = bytes
    for (const line of lines) look.see(line)
    if (look.isOver) break
  }
  return { layout: look.layout, seen }
}

/** Undefined for a bad line: it is told with its number when the file is checked. */
const unlessBad = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (error instanceof BadLine) return undefined
    throw error
  }
}
