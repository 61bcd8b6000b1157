/**
 * Access lists of other systems, brought in: pairs of subject and resource, memberships, roles with their permissions
 * and users, or Casbin's policy file. Owns the formats and the plan; every rule goes in through `Commit`, in changes that each hold whole.
 * A file is read three times: to see how it is written, to find every bad line and tell what was understood, and to load it. Loading skips what is there, so that an import
 * that was killed goes on where it stopped when it is run again. Memory holds a change and the names of accounts, not the file.
 */

import type { ChangeRequest, Commit } from '../../change/commit.ts'
import type { RulesView } from '../../change/rules-view.ts'
import { requireLevel } from '../../model/catalogue-terms.ts'
import type { Revision } from '../../model/change.ts'
import type { OrgId } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { RecordStore } from '../../ports/record-store.ts'
import { type BadLines, checkFile, refusal } from './check.ts'
import { formats, type ImportFormat } from './format.ts'
import { BadLine, type Item, type Terms } from './item.ts'
import { type Layout, readLayout } from './layout.ts'
import { loadItems } from './load.ts'
import type { Plan } from './plan.ts'
import { itemsOf, type Source } from './source.ts'

export interface ImportParts {
  readonly commit: Commit
  /** The newest rules of an organisation; undefined where there is none. */
  readonly view: (org: OrgId) => Promise<RulesView | undefined>
  readonly store: { readonly records: Pick<RecordStore, 'find'> }
  readonly now: () => Date
}

export interface ImportRequest {
  readonly org: OrgId
  readonly by: ChangeRequest
  /** The file's name, for messages, and a way to read it from its beginning: it is read more than once. */
  readonly file: Source
  /** Absent: the first line must tell. */
  readonly format?: ImportFormat
  /** The level of grants for which the file names none; absent: the lowest. */
  readonly level?: string
  /** The level that an action of a Casbin policy means, where it is not a level itself. */
  readonly actions?: ReadonlyMap<string, string>
  /** Load the good lines of a file that has bad ones. */
  readonly skipBad?: boolean
  /** Told what was understood of the file, before any of it is loaded. Nothing is loaded when it answers false. */
  readonly onPlan?: (plan: Plan, format: ImportFormat) => boolean | Promise<boolean>
  readonly onProgress?: (progress: ImportProgress) => void
}

export interface ImportProgress {
  readonly phase: 'checking' | 'loading'
  /** Bytes of the file that this phase has read. */
  readonly bytes: number
  readonly lines: number
  readonly badLines: number
  readonly changes: number
  readonly adds: number
}

export interface ImportReport extends BadLines {
  readonly format: ImportFormat
  readonly lines: number
  /** Grants, memberships and roles that the file names. */
  readonly items: number
  /** Changes committed and rules added: none of either when all of it was there. */
  readonly changes: number
  readonly adds: number
  /** The organisation's revision after the last change. */
  readonly revision: Revision
}

/** How many items are gathered before a change is drawn up: more than a change holds would only wait. */
const GATHERED = 1_000

/**
 * @throws Problem not_found for the organisation, unknown_level, malformed listing bad lines (nothing was loaded), disabled
 * and last_admin for what the organisation's present state does not allow; malformed, too, when the file changed meanwhile:
 * then what was loaded of it holds
 */
export async function importFile(parts: ImportParts, request: ImportRequest): Promise<ImportReport> {
  const { file, org, by, skipBad = false } = request
  const view = await parts.view(org)
  if (!view) throw new Problem('not_found')
  const { layout, seen } = await layoutIn(request)
  const { format } = layout
  const terms = termsOf(view, request)
  const read = () => formats[format](terms, layout)
  const report = (progress: ImportProgress) => request.onProgress?.(progress)
  const checked = await checkFile({
    view,
    records: parts.store.records,
    file,
    read,
    toldBy: layout.toldBy,
    report,
  })
  if (checked.bytes < seen) throw changed(file.name)
  if (checked.badLines > 0 && !skipBad) throw refusal(file.name, checked)
  const known = {
    format,
    lines: checked.lines,
    items: checked.items,
    bad: checked.bad,
    badLines: checked.badLines,
  }
  const wanted = (await request.onPlan?.(checked.plan, format)) ?? true
  if (by.dryRun || !wanted) return { ...known, changes: 0, adds: 0, revision: view.revision }
  const loader = createLoader(parts, request)
  let size = 0
  for await (const { items, bytes, lines } of itemsOf(file, read(), checked.disabled)) {
    await loader.take(items)
    size = bytes
    report({ phase: 'loading', bytes, lines, badLines: checked.badLines, ...loader.done() })
  }
  await loader.finish()
  if (size !== checked.bytes) throw changed(file.name)
  return { ...known, ...loader.done(), revision: loader.revision() ?? view.revision }
}

/** A file that grows, or a pipe, which can be read only once. */
const changed = (name: string): Problem =>
  new Problem(
    'malformed',
    `${name} was not the same when it was read again; run the import on a file that stays`,
  )

const termsOf = (
  { catalogue, organisation }: RulesView,
  { level, actions = new Map() }: ImportRequest,
): Terms => {
  for (const each of [level, ...actions.values()]) if (each !== undefined) requireLevel(catalogue, each)
  const lowest = Object.keys(catalogue.levels)[0] ?? ''
  return {
    catalogue,
    level: level ?? lowest,
    isAsked: level !== undefined,
    org: organisation.id,
    actions,
  }
}

/** How the file is written. @throws Problem malformed, when it does not say */
async function layoutIn({ file, format }: ImportRequest): Promise<{ layout: Layout; seen: number }> {
  try {
    return await readLayout(file.open(), format)
  } catch (error) {
    if (!(error instanceof BadLine)) throw error
    throw new Problem('malformed', `${file.name}: ${error.message}; nothing was loaded`)
  }
}

/** Commits items in changes as large as a change may be. */
function createLoader({ commit, store, now }: ImportParts, { org, by }: ImportRequest) {
  const loadParts = { store, at: now() }
  let waiting: Item[] = []
  let changes = 0
  let adds = 0
  let revision: Revision | undefined

  const commitSome = async (): Promise<void> => {
    const committed = await commit(org, by, async view => {
      const { draft, held } = await loadItems(loadParts, view, waiting)
      return { ...draft, answer: held }
    })
    waiting = waiting.slice(committed.answer)
    adds += committed.adds.length
    changes += committed.adds.length + committed.removes.length > 0 ? 1 : 0
    revision = committed.revision
  }
  return {
    async take(items: readonly Item[]): Promise<void> {
      for (const item of items) waiting.push(item)
      while (waiting.length >= GATHERED) await commitSome()
    },
    async finish(): Promise<void> {
      while (waiting.length > 0) await commitSome()
    },
    done: () => ({ changes, adds }),
    revision: () => revision,
  }
}
