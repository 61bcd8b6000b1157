/** A file of operations of the API, one a line, as `kasbah export` writes it. */
import { MAX_OPERATIONS, type Revision } from '../../model/change.ts'
import { encodeRef, type OrgId, type Resource } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { type Far, sendAll } from './far.ts'
import { linesOf } from './lines.ts'
import type { NamedOperation } from './operations.ts'
import { RuleList } from './rule-list.ts'
import type { Source } from './source.ts'

/** How many operations of each name a file has, and how many it makes of datasets that are there already. */
export interface OperationsPlan {
  readonly counts: Readonly<Record<string, number>>
  readonly present: number
}

export interface OperationsRequest {
  readonly org: OrgId
  readonly file: Source
  readonly reason?: string
  readonly dryRun: boolean
  /** Whether roles of the file may come to what administrators alone may. */
  readonly accepted: boolean
  /** Told what the file asks for. Nothing is sent unless it answers true. */
  onPlan(plan: OperationsPlan): Promise<boolean>
}

/**
 * Sends them in their order. A dataset that is there is described anew instead of being made, so that the same file again changes nothing.
 * @throws Problem malformed, naming the line; whatever the service refuses
 */
export const importOperations = async (
  far: Far,
  { org, file, reason, dryRun, accepted, onPlan }: OperationsRequest,
): Promise<{ readonly sent: number; readonly revision: Revision }> => {
  const list = new RuleList(await far.told(org))
  const isThere: IsThere = id => list.isRegistered(encodeRef(`dataset:${id}`) as Resource)
  const wanted = await onPlan(await planOf(file, isThere))
  let { revision } = list
  let sent = 0
  if (!wanted || dryRun) return { sent, revision }
  for await (const operations of inGroups(operationsIn(file), isThere)) {
    const said = accepted ? operations.map(withAcceptance) : operations
    const more = { operations: said, expected: revision, ...(reason === undefined ? {} : { reason }) }
    revision = await sendAll(far, org, more)
    sent += operations.length
  }
  return { sent, revision }
}

const withAcceptance = (asked: NamedOperation): NamedOperation =>
  asked.operation === 'putRole' ? { ...asked, body: { ...asked.body, accept: ['escalation'] } } : asked

type IsThere = (id: string) => boolean

/** What is no text is refused by the service, by its line. */
const idIn = (body: NamedOperation['body']): string => (typeof body?.id === 'string' ? body.id : '')

const planOf = async (file: Source, isThere: IsThere): Promise<OperationsPlan> => {
  const counts: Record<string, number> = {}
  let present = 0
  for await (const some of operationsIn(file))
    for (const { operation, body } of some) {
      counts[operation] = (counts[operation] ?? 0) + 1
      if (operation === 'createDataset' && isThere(idIn(body))) present += 1
    }
  return { counts, present }
}

/** As many at a time as one change makes. */
async function* inGroups(
  batches: AsyncIterable<readonly NamedOperation[]>,
  isThere: IsThere,
): AsyncGenerator<readonly NamedOperation[]> {
  let waiting: NamedOperation[] = []
  for await (const some of batches) {
    for (const each of some) waiting.push(...onceMore(each, isThere))
    for (; waiting.length >= MAX_OPERATIONS; waiting = waiting.slice(MAX_OPERATIONS))
      yield waiting.slice(0, MAX_OPERATIONS)
  }
  if (waiting.length > 0) yield waiting
}

/** What makes a dataset, or makes one that is there what the operation says. */
const onceMore = (asked: NamedOperation, isThere: IsThere): readonly NamedOperation[] => {
  const { operation, body = {} } = asked
  const id = idIn(body)
  if (operation !== 'createDataset' || !isThere(id)) return [asked]
  const { default_access, name, attributes } = body
  const params = { id }
  return [
    {
      operation: 'updateDataset',
      params,
      body: { name, ...(attributes === undefined ? {} : { attributes }) },
    },
    ...(default_access === undefined
      ? []
      : [{ operation: 'setDefaultAccess', params, body: { level: default_access } }]),
  ]
}

async function* operationsIn(file: Source): AsyncGenerator<readonly NamedOperation[]> {
  for await (const { lines } of linesOf(file.open()))
    yield lines.flatMap(({ number, text, fault }) => {
      if (text?.trim() === '') return []
      return [operationIn(text, `${file.name}:${number}`, fault)]
    })
}

const operationIn = (text: string | undefined, place: string, fault: string | undefined): NamedOperation => {
  if (text === undefined) throw bad(place, fault ?? 'it cannot be read')
  try {
    const said: unknown = JSON.parse(text)
    if (
      typeof said === 'object' &&
      said !== null &&
      'operation' in said &&
      typeof said.operation === 'string'
    )
      return said as NamedOperation
  } catch (cause) {
    throw bad(place, 'this is no JSON', cause)
  }
  throw bad(place, 'a line is {"operation": NAME, "params": {...}, "body": {...}}')
}

const bad = (path: string, message: string, cause?: unknown): Problem =>
  new Problem('malformed', 'the file has a bad line; nothing was loaded', {
    errors: [{ path, message }],
    cause,
  })
