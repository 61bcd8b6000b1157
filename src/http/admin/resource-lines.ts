/** Resources of every type as lines, in and out: what goes out comes in again. */
import { z } from 'zod'
import type { MadeLines, Outcome } from '../../directory/resource-lines.ts'
import { decodeRef, ORG, type Resource, typeOf } from '../../model/id.ts'
import { Problem, problems } from '../../model/problems.ts'
import type { RegisteredResource } from '../../model/resource.ts'
import { read } from '../builders.ts'
import type { Rooms } from '../rooms.ts'
import { type Input, LARGE, route } from '../route.ts'
import { actingAs } from '../steps/authorise.ts'
import { asProblem } from '../steps/problem-replies.ts'
import { Raw } from '../steps/send.ts'
import { streamed } from '../steps/streamed.ts'
import { paidPages } from './as-file.ts'
import { InOrg } from './ids.ts'
import { MAX_LINES, type Read, Ref, ResourceLine, readsOf, together } from './resource-wishes.ts'
import { DryRun } from './written.ts'

const NDJSON = 'application/x-ndjson'

/** Answers that wait for a caller who reads none of them while it sends; beyond it, no more of the request is read. */
const MAX_UNREAD = 4 * 2 ** 20

const importResources = route({
  operation: 'importResources',
  method: 'POST',
  path: '/v1/orgs/:org/resources',
  tag: 'Resources',
  summary: 'Register, describe and delete resources, a line each',
  description:
    'Lines of JSON, up to 20,000: `{"put": "scan:1", "name": …, "attributes": …}`, whose absent fields stay as they are, or `{"remove": "scan:1"}`. They are made in their order, some hundred as one change; one that cannot be made hinders no other. Each is answered by a line `{"line": 1, "done": "created"}` (or `changed`, `unchanged`, `removed`, `absent`), or with a `code` and `detail`. The last line has `end`: what was made, the revision and token, and `resume_from` with a `code` when it stopped before the end. Sending lines again changes nothing.',
  params: InOrg,
  query: DryRun,
  line: ResourceLine,
  scope: 'write',
  limits: LARGE,
  conditions: ['dry_run', 'Kasbah-Reason'],
  reply: z.string().describe('A line of JSON for each line, and one for the end'),
  media: NDJSON,
  problems: ['busy'],
  may: () => ({ on: ORG, operation: 'putResource' }),
  async handle(rooms, input) {
    return new Raw(NDJSON, await streamed(answers(rooms, input), MAX_UNREAD))
  },
})

type Importing = Input<unknown, unknown, unknown>

async function* answers(rooms: Rooms, input: Importing): AsyncGenerator<string> {
  const end = { lines: 0, done: 0, refused: 0, revision: input.view.revision, token: '', propagated: true }
  const reading = { beyond: false }
  let next = 1
  try {
    for await (const some of together(readsOf(input, reading))) {
      next = some[0]?.line ?? next
      await input.goOn(some.length)
      const made = await makeOf(rooms, input, some)
      const answered = outcomesOf(some, made)
      next = (some.at(-1)?.line ?? next) + 1
      end.lines += some.length
      end.refused += answered.filter(({ outcome }) => outcome instanceof Problem).length
      end.done = end.lines - end.refused
      end.revision = made.revision
      end.token = made.token
      end.propagated &&= made.propagated
      yield answered.map(printed).join('')
    }
    if (reading.beyond) throw new Problem('body_too_large', `at most ${MAX_LINES} lines; send the rest anew`)
    yield `${JSON.stringify({ end: true, ...end })}\n`
  } catch (error) {
    const problem = asProblem(error)
    if (problem.code === 'internal' && !hungUp(error))
      rooms.observe.failed(problem.cause ?? problem, input.requestId)
    yield `${JSON.stringify({ end: true, ...end, resume_from: next, ...said(problem) })}\n`
  }
}

/** Whether the sender went away in the midst of the lines: no fault of ours. The store's own errors have no such code. */
const hungUp = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNRESET'

const makeOf = (rooms: Rooms, { org, by }: Importing, some: readonly Read[]): Promise<MadeLines> =>
  rooms.directory.resourceLines.make(
    org,
    by,
    some.flatMap(({ wish }) => (wish instanceof Problem ? [] : [wish])),
  )

/** The lines' outcomes, those among them that could not even be read. */
const outcomesOf = (some: readonly Read[], { outcomes }: MadeLines) => {
  let at = 0
  return some.map(({ line, wish }) => ({
    line,
    outcome: wish instanceof Problem ? wish : (outcomes[at++] as Outcome),
  }))
}

const printed = ({ line, outcome }: { readonly line: number; readonly outcome: Outcome }): string =>
  `${JSON.stringify({ line, ...(outcome instanceof Problem ? said(outcome) : { done: outcome }) })}\n`

const said = ({ code, detail, errors, retryAfter }: Problem) => ({
  code,
  detail: (
    errors?.map(({ path, message }) => `${path}: ${message}`).join('; ') ??
    detail ??
    problems[code].title
  ).slice(0, 300),
  ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
})

const exportResources = read({
  operation: 'exportResources',
  path: '/v1/orgs/:org/resources',
  tag: 'Resources',
  summary: 'Read the resources that you may see, a line each',
  description:
    'All types, in the order of their names, or one `type`; `after` is the resource of the last line that you have. The lines are those that an import takes. All of them are of one revision of the rules.',
  params: InOrg,
  query: z.object({
    type: z.string().max(63).optional().describe('A resource type of the policy set'),
    after: Ref.optional().describe('The resource after which to go on'),
  }),
  reply: z.string().describe('A line of JSON for each resource'),
  media: NDJSON,
  may: 'caller',
  async handle(rooms, input) {
    const { type, after } = input.query
    const types = Object.keys(input.view.catalogue.types).sort()
    if (type !== undefined && !types.includes(type)) throw new Problem('not_found')
    const from = after === undefined ? '' : typeOf(after)
    const wanted = types.filter(each => (type === undefined || each === type) && each >= from)
    return new Raw(NDJSON, await streamed(exported(rooms, input, { wanted, after })))
  },
})

interface Exported {
  readonly wanted: readonly string[]
  readonly after: Resource | undefined
}

async function* exported(
  rooms: Rooms,
  input: Input<unknown, unknown, unknown>,
  { wanted, after }: Exported,
): AsyncGenerator<string> {
  const { caller, org, view } = input
  const asked = { subject: actingAs(caller, view), actions: [view.catalogue.operations.listResources ?? ''] }
  for (const type of wanted) {
    const begin: string | undefined = after !== undefined && typeOf(after) === type ? after : undefined
    const pages = paidPages(input, ({ after: from = begin }) =>
      view.resources({ ...asked, type, limit: 500, ...(from === undefined ? {} : { after: from }) }),
    )
    for await (const items of pages) {
      const found = await rooms.directory.resources.several(org, items)
      if (found.length > 0) yield found.map(lineOf).join('')
    }
  }
}

const lineOf = ({ id, name, attributes }: RegisteredResource): string =>
  `${JSON.stringify({ put: decodeRef(id), name, attributes })}\n`

export const resourceLineRoutes = [importResources, exportResources]
