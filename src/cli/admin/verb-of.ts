import { requireYes } from '../agreed.ts'
import { askService, reasonHeader } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, type Flag, UsageError, type Verb } from '../verb.ts'
import { about, JSON_FLAG, ORG_FLAG } from '../verbs/question.ts'
import type { Operation } from './operation.ts'
import { linesOf, tableOf, textLinesOf, trialOf } from './print.ts'
import { type Request, requestOf } from './request.ts'

type Reply = Readonly<Record<string, unknown>>

/** The verb that calls an operation. */
export const verbOf = (operation: Operation): Verb => ({
  name: operation.name,
  about: operation.about,
  example: operation.example,
  takes: Object.keys(operation.takes),
  flags: flagsOf(operation),
  configured: true,
  run: async call => {
    const org = operation.path.includes('{org}') ? await orgOf(call, operation.name) : undefined
    const request = await requestOf(operation, call, org)
    if (operation.columns) return printList(operation, call, request)
    if (operation.ends && call.flags['dry-run'] === undefined) await confirm(operation, call, org)
    return printOne(operation, call, await send(operation, call, request))
  },
})

const orgOf = async (call: Call, name: string): Promise<string> => String((await about(call, name)).org)

const flagsOf = (operation: Operation): Readonly<Record<string, Flag>> => ({
  ...operation.flags,
  ...(operation.fromFile
    ? { file: { about: 'The body as JSON, from a file or - for standard input', value: 'FILE' } }
    : {}),
  ...(operation.paged ? { limit: { about: 'Stop after so many; all when absent', value: 'N' } } : {}),
  ...(operation.method === 'GET' || operation.columns ? {} : CHANGE_FLAGS),
  ...(operation.ends ? { yes: { about: 'Do not ask first' } } : {}),
  ...(operation.path.includes('{org}') ? ORG_FLAG : {}),
  ...URL_FLAG,
  ...JSON_FLAG,
})

const CHANGE_FLAGS: Readonly<Record<string, Flag>> = {
  'dry-run': { about: 'Say what would change, and change nothing' },
  reason: { about: 'Why: kept in the trail', value: 'TEXT' },
}

const send = ({ method }: Operation, call: Call, { path, query, body }: Request): Promise<Reply> => {
  const { reason } = call.flags
  const asked = new URLSearchParams({
    ...query,
    ...(call.flags['dry-run'] === undefined ? {} : { dry_run: 'true' }),
  })
  return askService(call, asked.size === 0 ? path : `${path}?${asked}`, body, {
    method,
    headers: reason === undefined ? {} : reasonHeader(String(reason)),
  })
}

const printOne = (operation: Operation, call: Call, reply: Reply): number => {
  if (call.flags.json !== undefined) console.log(JSON.stringify(reply))
  else for (const line of shownOf(operation, reply)) console.log(line)
  return 0
}

const shownOf = ({ shows, readsText, seen, tried }: Operation, reply: Reply): readonly string[] => {
  if (reply.dry_run === true) return trialOf(reply, tried)
  return readsText ? textLinesOf(reply.text) : linesOf(seen ? seen(reply) : reply, shows)
}

const PAGE = 1_000

/** Every page, printed as it comes. */
const printList = async (
  operation: Operation,
  call: Call,
  { path, query, body }: Request,
): Promise<number> => {
  let left = limitOf(call)
  let printed = 0
  let from: Readonly<Record<string, string>> = {}
  const { columns = [], askedFor = [] } = operation
  const shownColumns = [...columns, ...askedFor.filter(flag => call.flags[flag] !== undefined)]
  const out = call.flags.json === undefined ? forPeople(shownColumns, operation.seen) : asJson
  while (left > 0) {
    const limit = String(Math.min(PAGE, left))
    const where = operation.paged ? { ...query, limit, ...from } : query
    const page = await send(operation, call, { path, query: where, ...(body && { body }) })
    const items = (Array.isArray(page.items) ? page.items : []).slice(0, left)
    out.page(items, printed)
    printed += items.length
    left -= items.length
    if (typeof page.next_token !== 'string') break
    from = { page_token: page.next_token }
  }
  out.end(printed)
  return 0
}

const limitOf = ({ flags: { limit } }: Call): number => {
  if (limit === undefined) return Number.POSITIVE_INFINITY
  if (!/^[1-9]\d{0,8}$/.test(String(limit))) throw new UsageError('--limit takes a number from 1 on.')
  return Number(limit)
}

const forPeople = (columns: readonly string[], seen: Operation['seen'] = item => item) => ({
  page: (items: readonly Reply[], before: number) => {
    if (items.length > 0) console.log(tableOf(columns, items.map(seen), before === 0).join('\n'))
  },
  end: (printed: number) => {
    if (printed === 0) console.error('none')
  },
})

/** One array, written as the pages come. */
const asJson = {
  page: (items: readonly Reply[], before: number) => {
    for (const [at, item] of items.entries())
      process.stdout.write(`${before + at === 0 ? '[' : ',\n'}${JSON.stringify(item)}`)
  },
  end: (printed: number) => {
    console.log(printed === 0 ? '[]' : ']')
  },
}

/** Asks a person; a program must say `--yes`. @throws UsageError */
const confirm = async (
  { name, about: what }: Operation,
  call: Call,
  org: string | undefined,
): Promise<void> => {
  if (call.flags.yes !== undefined) return
  const words = [...call.args, ...(org === undefined ? [] : [`in ${org}`])].join(' ')
  await requireYes(
    `${what}\n${name} ${words}? Type yes: `,
    `kasbah ${name} ends something for good: add --yes, or --dry-run to see what.`,
  )
}
