import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { linesOf } from '../../policy/import/lines.ts'
import { askLines, askStream, NDJSON } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, Unanswered, UsageError, type Verb } from '../verb.ts'
import { writtenTo } from '../written-to.ts'
import { about, JSON_FLAG, ORG_FLAG } from './question.ts'

/** So many lines are one request: its answer is here well before the service stops waiting. */
const AT_ONCE = 2_000
/** And so many characters: two of the longest lines, or what a service takes by default. */
const CHARACTERS = 2 ** 20
/** How often a service that is busy is asked again. */
const TRIES = 20

/** A line of the service's answer. */
interface Answered {
  readonly line: number
  readonly done?: string
  readonly code?: string
  readonly detail?: string
}

interface End {
  readonly end: true
  readonly revision: number
  readonly resume_from?: number
  readonly code?: string
  readonly detail?: string
  readonly retry_after?: number
}

interface Numbered {
  readonly number: number
  readonly text: string
}

export const resourceImportVerb: Verb = {
  name: 'resource import',
  about:
    'Register, describe and delete resources of any type, a line of JSON each, from a file or - for standard input. Loading a file again changes nothing.',
  example: 'kasbah resource import scans.ndjson',
  takes: ['FILE'],
  flags: {
    from: { about: 'The first line to send, after an interruption', value: 'LINE' },
    'dry-run': { about: 'Say what would change, and change nothing' },
    reason: { about: 'Why: kept in the trail', value: 'TEXT' },
    ...ORG_FLAG,
    ...URL_FLAG,
    ...JSON_FLAG,
  },
  configured: true,
  run: async call => {
    const [file = ''] = call.args
    const { org } = await about(call, 'resource import')
    const counts = new Map<string, number>()
    let next = Number(call.flags.from ?? 1)
    if (!Number.isInteger(next)) throw new UsageError('--from takes the number of a line.')
    let revision = 0
    try {
      for await (const some of inRequests(linesIn(file, next))) {
        for await (const { answers, end } of sent(call, `/v1/orgs/${org}/resources`, some)) {
          for (const answer of answers) tell(call, answer, counts)
          revision = end.revision
          next = end.resume_from ?? next
        }
        next = (some.at(-1)?.number ?? next) + 1
      }
    } catch (error) {
      if (error instanceof Unanswered)
        throw new Unanswered(`${error.message}\nstopped: go on with --from ${next}`)
      throw error
    }
    return report(call, counts, revision)
  },
}

const linesIn = async function* (file: string, from: number): AsyncGenerator<Numbered> {
  const bytes = file === '-' ? process.stdin : createReadStream(file)
  // What is no text is sent as what it is not: the service says what is wrong with each line.
  for await (const { lines } of linesOf(bytes))
    for (const { number, text = '\u0000' } of lines)
      if (number >= from && text.trim() !== '') yield { number, text }
}

const inRequests = async function* (lines: AsyncIterable<Numbered>): AsyncGenerator<readonly Numbered[]> {
  let some: Numbered[] = []
  let characters = 0
  for await (const line of lines) {
    if (some.length === AT_ONCE || (some.length > 0 && characters + line.text.length > CHARACTERS)) {
      yield some
      some = []
      characters = 0
    }
    some.push(line)
    characters += line.text.length
  }
  if (some.length > 0) yield some
}

interface Reply {
  readonly answers: readonly Answered[]
  readonly end: End
}

/** Sends the lines, and those that a busy service left out again. @throws Unanswered when it stopped for good */
const sent = async function* (call: Call, path: string, lines: readonly Numbered[]): AsyncGenerator<Reply> {
  let rest = lines
  for (let tries = 1; rest.length > 0; tries += 1) {
    const { answers, end } = await ask(call, path, rest)
    yield { answers, end }
    const { code = '', detail, resume_from = Number.POSITIVE_INFINITY, retry_after = 1 } = end
    if (answers.length > 0) tries = 1
    if (code !== '' && (!PASSING.has(code) || tries === TRIES)) throw new Unanswered(`${code}: ${detail}`)
    rest = rest.filter(({ number }) => number >= resume_from)
    if (rest.length > 0) await after(retry_after * 1_000)
  }
}

/** One request; in what is answered, the lines have the numbers that they have in the file. */
const ask = async (call: Call, path: string, lines: readonly Numbered[]): Promise<Reply> => {
  const { reason = `import of ${basename(call.args[0] ?? '')}`, 'dry-run': dry } = call.flags
  const replies = await askLines(call, dry === undefined ? path : `${path}?dry_run=true`, {
    body: lines.map(({ text }) => `${text}\n`).join(''),
    reason: String(reason),
  })
  const numberOf = (line: number): number => lines[line - 1]?.number ?? line
  const end = replies.at(-1) as End | undefined
  if (end?.end !== true) throw new Unanswered('the answer broke off')
  const answers = replies.slice(0, -1) as readonly Answered[]
  return {
    answers: answers.map(each => ({ ...each, line: numberOf(each.line) })),
    end: end.resume_from === undefined ? end : { ...end, resume_from: numberOf(end.resume_from) },
  }
}

/** What may be over when it is asked again. */
const PASSING: ReadonlySet<string> = new Set(['busy', 'overloaded', 'rate_limited', 'store_unavailable'])

const tell = (call: Call, answer: Answered, counts: Map<string, number>): void => {
  const word = answer.done ?? 'refused'
  counts.set(word, (counts.get(word) ?? 0) + 1)
  if (call.flags.json !== undefined) console.log(JSON.stringify(answer))
  else if (answer.code !== undefined)
    console.error(`${call.args[0]}:${answer.line}: ${answer.code}: ${answer.detail}`)
}

const report = (call: Call, counts: ReadonlyMap<string, number>, revision: number): number => {
  if (call.flags.json === undefined) {
    for (const [word, count] of counts) console.log(`${String(count).padStart(8)} ${word}`)
    if (call.flags['dry-run'] === undefined) console.log(`now at revision ${revision}`)
    else console.log('nothing was changed: this was a dry run')
  }
  return counts.has('refused') ? 1 : 0
}

export const resourceExportVerb: Verb = {
  name: 'resource export',
  about: 'Write the resources that you may see, a line of JSON each: kasbah resource import takes them.',
  example: 'kasbah resource export --type dataset > datasets.ndjson',
  takes: [],
  flags: {
    type: { about: 'Of this type alone', value: 'TYPE' },
    after: { about: 'Go on after this resource', value: 'RESOURCE' },
    ...ORG_FLAG,
    ...URL_FLAG,
  },
  configured: true,
  run: async call => {
    const { org } = await about(call, 'resource export')
    const { type, after: last } = call.flags
    const query = new URLSearchParams({
      ...(type === undefined ? {} : { type: String(type) }),
      ...(last === undefined ? {} : { after: String(last) }),
    })
    await writtenTo(undefined, askStream(call, `/v1/orgs/${org}/resources?${query}`, NDJSON))
    return 0
  },
}
