/** Resources by the line, in and out: lists of any length, of which only some lines are in memory. */
import { filled, inBytes } from './admin.ts'
import type { ProblemCode } from './api.generated.ts'
import { ProblemError, UnexpectedAnswerError } from './errors.ts'
import type { Revisions } from './revisions.ts'
import type { CallOptions, Sender } from './sender.ts'

type Attribute = string | number | boolean | readonly (string | number)[]

/** Registers or describes a resource, whose absent fields stay as they are; or deletes one. */
export type ResourceLine =
  | {
      readonly put: string
      readonly name?: string
      readonly attributes?: Readonly<Record<string, Attribute | null>>
    }
  | { readonly remove: string }

/** A resource as it is: a line that an import takes. */
export interface ExportedLine {
  readonly put: string
  readonly name: string
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** What became of a line, by its number from 1: it was made, or refused with the reason. A refused line hinders no other. */
export type LineOutcome =
  | { readonly line: number; readonly done: 'created' | 'changed' | 'unchanged' | 'removed' | 'absent' }
  | { readonly line: number; readonly error: ProblemError }

export interface ImportOptions extends CallOptions {
  readonly org?: string
  /** Says what would become of each line, and changes nothing. */
  readonly dryRun?: boolean
  /** Why: kept in the audit trail. */
  readonly reason?: string
}

export interface ExportOptions extends CallOptions {
  readonly org?: string
  /** Of this type alone. */
  readonly type?: string
  /** Goes on after this resource. */
  readonly after?: string
}

/** The service stopped in the midst of an import. All lines before `resumeFrom` were answered; sending lines again does no harm. */
export class ImportStoppedError extends ProblemError {
  readonly resumeFrom: number

  constructor({ code, detail = '' }: Refused, resumeFrom: number) {
    super({ code, detail })
    this.resumeFrom = resumeFrom
  }
}

export interface Lines {
  /**
   * Sends the lines, some at a time, as their outcomes are read: a source that is asked for lines is never far ahead of the service.
   * @throws ImportStoppedError, and what every call fails with
   */
  importResources(
    lines: Iterable<ResourceLine> | AsyncIterable<ResourceLine>,
    options?: ImportOptions,
  ): AsyncGenerator<LineOutcome, void, undefined>
  /** Reads the resources that may be seen, as they are read here. `timeoutMs` is for each pause, and not for the whole. */
  exportResources(options?: ExportOptions): AsyncGenerator<ExportedLine, void, undefined>
}

interface LinesParts {
  readonly sender: Sender
  readonly org: string
  readonly revisions: Revisions
}

const PATH = '/v1/orgs/{org}/resources'
const NDJSON = 'application/x-ndjson'
/** So many lines are one request, and so many characters. */
const AT_ONCE = 2_000
const CHARACTERS = 2 ** 19
/** For one request: so many lines are more work than a question. */
const PATIENCE_MS = 60_000
/** How often a service that is busy is asked again. */
const TRIES = 20
/** What may be over when it is asked again. */
const PASSING: ReadonlySet<string> = new Set(['busy', 'overloaded', 'rate_limited', 'store_unavailable'])

export const createLines = (parts: LinesParts): Lines => ({
  importResources: (lines, options = {}) => imported(parts, lines, options),
  exportResources: (options = {}) => exported(parts, options),
})

async function* imported(
  parts: LinesParts,
  lines: Iterable<ResourceLine> | AsyncIterable<ResourceLine>,
  options: ImportOptions,
): AsyncGenerator<LineOutcome, void, undefined> {
  let first = 1
  for await (const some of inRequests(lines)) {
    yield* answersTo(parts, { first, some }, options)
    first += some.length
  }
}

interface Chunk {
  /** The number of its first line among all. */
  readonly first: number
  readonly some: readonly string[]
}

/** Sends the lines, and again those that a busy service left out. */
async function* answersTo(
  parts: LinesParts,
  { first, some }: Chunk,
  options: ImportOptions,
): AsyncGenerator<LineOutcome, void, undefined> {
  let sent = 0
  for (let tries = 1; sent < some.length; tries += 1) {
    const { outcomes, end } = await asked(parts, some.slice(sent), options)
    for (const outcome of outcomes) yield outcomeOf(outcome, first + sent)
    if (end.code === undefined) return
    if (outcomes.length > 0) tries = 1
    sent += (end.resume_from ?? 1) - 1
    if (!PASSING.has(end.code) || tries === TRIES)
      throw new ImportStoppedError({ code: end.code, detail: end.detail ?? '' }, first + sent)
    await parts.sender.pause((end.retry_after ?? 1) * 1_000, options)
  }
}

interface Refused {
  readonly code: ProblemCode
  readonly detail?: string
}

type Answered = { readonly line: number } & ({ readonly done: never } | Refused)

interface End extends Partial<Refused> {
  readonly end: true
  readonly revision: number
  readonly token: string
  readonly resume_from?: number
  readonly retry_after?: number
}

const outcomeOf = (answered: Answered, first: number): LineOutcome => {
  const line = first + answered.line - 1
  return 'done' in answered ? { line, done: answered.done } : { line, error: new ProblemError(answered) }
}

const asked = async (
  { sender, org: usual, revisions }: LinesParts,
  some: readonly string[],
  { org = usual, dryRun, reason, ...call }: ImportOptions,
): Promise<{ readonly outcomes: readonly Answered[]; readonly end: End }> => {
  const answer = await sender.send(
    {
      method: 'POST',
      path: filled(PATH, { org }) + (dryRun === true ? '?dry_run=true' : ''),
      lines: some.map(line => `${line}\n`).join(''),
      headers: { Accept: NDJSON, ...(reason === undefined ? {} : { 'Kasbah-Reason': inBytes(reason) }) },
      // Lines that are made already are unchanged when they come again.
      repeatable: true,
    },
    { ...call, timeoutMs: call.timeoutMs ?? PATIENCE_MS },
  )
  const said = String(answer)
    .split('\n')
    .filter(text => text !== '')
    .map(parsed)
  const end = said.pop() as End | undefined
  if (end?.end !== true) throw new UnexpectedAnswerError(200, 'lines that break off')
  if (dryRun !== true && end.token !== '') revisions.wrote(org, end)
  return { outcomes: said as Answered[], end }
}

/** Lines as they are sent, so many as fit into one request. */
async function* inRequests(
  lines: Iterable<ResourceLine> | AsyncIterable<ResourceLine>,
): AsyncGenerator<readonly string[]> {
  let some: string[] = []
  let characters = 0
  for await (const line of lines) {
    const text = JSON.stringify(line)
    if (some.length === AT_ONCE || (some.length > 0 && characters + text.length > CHARACTERS)) {
      yield some
      some = []
      characters = 0
    }
    some.push(text)
    characters += text.length
  }
  if (some.length > 0) yield some
}

async function* exported(
  { sender, org: usual }: LinesParts,
  { org = usual, type, after, ...call }: ExportOptions,
): AsyncGenerator<ExportedLine, void, undefined> {
  const query = new URLSearchParams({
    ...(type === undefined ? {} : { type }),
    ...(after === undefined ? {} : { after }),
  })
  const path = filled(PATH, { org }) + (query.size > 0 ? `?${query}` : '')
  const pieces = sender.stream({ method: 'GET', path, headers: { Accept: NDJSON }, repeatable: true }, call)
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield parsed(line) as ExportedLine
  }
  if (rest !== '') throw new UnexpectedAnswerError(200, 'lines that break off')
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    throw new UnexpectedAnswerError(200, 'a line that is no JSON')
  }
}
