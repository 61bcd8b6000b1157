import type { RulesView } from '../../change/rules-view.ts'
import { counted } from '../../model/counted.ts'
import { type Subject, typeOf } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { RecordStore } from '../../ports/record-store.ts'
import type { ImportProgress } from './import.ts'
import { BadLine, type Item, type LineReader } from './item.ts'
import { linesOf } from './lines.ts'
import { type Plan, Understood } from './plan.ts'
import { readLine, type Source } from './source.ts'

export interface BadLines {
  /** The first 100, by number. */
  readonly bad: readonly { readonly line: number; readonly message: string }[]
  /** How many there are. */
  readonly badLines: number
}

export interface Checked extends BadLines {
  readonly bytes: number
  readonly lines: number
  readonly items: number
  readonly plan: Plan
  /** Accounts of the file that are disabled in the organisation. Lines about them cannot be loaded. */
  readonly disabled: ReadonlySet<Subject>
}

export interface Check {
  readonly view: RulesView
  readonly records: Pick<RecordStore, 'find'>
  readonly file: Source
  readonly read: () => LineReader
  /** How the file was recognised. */
  readonly toldBy: string
  readonly report: (progress: ImportProgress) => void
}

const LISTED = 100

/** The findings of a first reading: all bad lines counted, a hundred of them listed, and the accounts that good lines name. */
class Findings implements BadLines {
  readonly #bad: { line: number; message: string }[] = []
  /** The accounts that the file names, with the first line that does. */
  readonly accounts = new Map<Subject, number>()
  readonly understood = new Understood()
  badLines = 0
  lines = 0
  items = 0

  note(line: number, message: string): void {
    this.badLines += 1
    if (this.#bad.length < LISTED) this.#bad.push({ line, message })
  }

  take(line: number, said: readonly Item[] | BadLine): void {
    this.lines += 1
    if (said instanceof BadLine) {
      this.note(line, said.message)
      return
    }
    this.items += said.length
    for (const item of said) {
      this.understood.take(item)
      const { subject } = item
      if (typeOf(subject) !== 'group' && !this.accounts.has(subject)) this.accounts.set(subject, line)
    }
  }

  get bad() {
    return this.#bad.toSorted((one, other) => one.line - other.line)
  }
}

/** How many accounts are looked up at a time. */
const TOGETHER = 64

/** Those of the accounts without a role that are disabled. */
async function disabledOf({ view, records }: Check, accounts: Iterable<Subject>): Promise<Set<Subject>> {
  const disabled = new Set<Subject>()
  const unsure = [...accounts].filter(account => view.roleOf(account) === undefined)
  for (let from = 0; from < unsure.length; from += TOGETHER) {
    const some = unsure.slice(from, from + TOGETHER)
    const known = await Promise.all(
      some.map(account => records.find('account', view.organisation.id, account)),
    )
    for (const account of known) if (account?.disabled) disabled.add(account.id)
  }
  return disabled
}

/** Reads the whole file once, changing nothing, and finds every line that cannot be loaded. */
export async function checkFile(check: Check): Promise<Checked> {
  const found = new Findings()
  const read = check.read()
  let size = 0
  for await (const { lines, bytes } of linesOf(check.file.open())) {
    for (const line of lines) found.take(line.number, readLine(read, line))
    size = bytes
    check.report({
      phase: 'checking',
      bytes,
      lines: found.lines,
      badLines: found.badLines,
      changes: 0,
      adds: 0,
    })
  }
  const disabled = await disabledOf(check, found.accounts.keys())
  for (const account of disabled)
    found.note(
      found.accounts.get(account) ?? 0,
      `${account} is disabled; enable it before it is given anything`,
    )
  const { lines, items, bad, badLines } = found
  const plan = found.understood.plan(check.view, found.accounts.keys(), check.toldBy)
  return { bytes: size, lines, items, plan, bad, badLines, disabled }
}

/** Nothing of a file with bad lines is loaded. */
export const refusal = (name: string, { bad, badLines }: BadLines): Problem =>
  new Problem('malformed', `${name} has ${counted(badLines, 'bad line')}; nothing was loaded`, {
    errors: bad.map(({ line, message }) => ({ path: `${name}:${line}`, message })),
  })
