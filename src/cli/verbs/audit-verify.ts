import { loadConfig } from '../../config/config.ts'
import { counted } from '../../model/counted.ts'
import { askService } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { about, JSON_FLAG, ORG_FLAG } from './question.ts'

interface Link {
  readonly n: number
  readonly hash: string
}

/** What is said of one trail, whoever looked at it. */
interface Found {
  readonly org: string
  readonly lines: number
  readonly whole: boolean
  readonly head: Link
  readonly pruned: Link
  readonly misfit?: {
    readonly n: number
    readonly id?: string
    readonly at?: string | Date
    readonly why: string
  }
  readonly known?: boolean
  readonly unchained: { readonly lines: number; readonly late: boolean }
}

export const auditVerifyVerb: Verb = {
  name: 'audit verify',
  about:
    'Verify that the trail is as it was written: it names the first line that does not fit. Exit code 0: it is; 1: it is not.',
  example: 'kasbah audit verify --known 4711:9f86d0...',
  takes: [],
  flags: {
    known: { about: 'A head that was kept from an earlier time: it must be in the chain', value: 'N:HASH' },
    'in-store': {
      about: 'Read the store of the settings itself, not a service; every organisation without --org',
    },
    ...ORG_FLAG,
    ...URL_FLAG,
    ...JSON_FLAG,
  },
  configured: true,
  run: async call => {
    const known = knownOf(call)
    let exitCode = 0
    for await (const found of call.flags['in-store'] === undefined ? ofService(call) : ofStore(call, known)) {
      if (call.flags.json !== undefined) console.log(JSON.stringify(found))
      else for (const line of linesOf(found, known)) console.log(line)
      if (!found.whole || (known !== undefined && found.known !== true)) exitCode = 1
    }
    return exitCode
  },
}

const knownOf = ({ flags: { known } }: Call): Link | undefined => {
  if (known === undefined) return undefined
  const [, n, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(String(known)) ?? []
  if (n === undefined || hash === undefined)
    throw new UsageError('--known takes a number, a colon and a hash, as audit verify prints them.')
  return { n: Number(n), hash }
}

async function* ofStore(call: Call, known: Link | undefined): AsyncGenerator<Found> {
  const { verifyStore } = await import('../../compose/trail-check.ts')
  const { org: named } = call.flags
  if (known && named === undefined)
    throw new UsageError('--known is of one organisation: name it with --org.')
  const asked = { known, ...(named === undefined ? {} : { org: String(named) }) }
  for await (const { org, found } of verifyStore(loadConfig(call.settings), asked)) {
    const { chain, last: _, ...rest } = found
    yield { org, ...rest, ...chain }
  }
}

/** In parts, as large as the service takes. */
async function* ofService(call: Call): AsyncGenerator<Found> {
  const org = String((await about(call, 'audit verify')).org)
  const known = call.flags.known === undefined ? {} : { known: String(call.flags.known) }
  let lines = 0
  let seen: boolean | undefined
  let next: string | undefined
  do {
    const query = new URLSearchParams({
      limit: '20000',
      ...known,
      ...(next === undefined ? {} : { after: next }),
    })
    const path = `/v1/orgs/${org}/audit/verification?${query}`
    const part = (await askService(call, path)) as unknown as Found & { readonly next?: string }
    lines += part.lines
    seen ??= part.known
    next = part.next
    if (next === undefined) yield { ...part, org, lines, ...(seen === undefined ? {} : { known: seen }) }
  } while (next !== undefined)
}

const linesOf = (
  { org, lines, whole, head, pruned, misfit, known, unchained }: Found,
  kept: Link | undefined,
): readonly string[] => [
  whole ? `${org}: ${counted(lines, 'line')}, all as written` : `${org}: the trail is NOT as it was written`,
  ...(misfit
    ? [
        `  line ${misfit.n}${misfit.id === undefined ? '' : ` (${misfit.id}, ${when(misfit.at)})`}: ${misfit.why}`,
      ]
    : []),
  ...(pruned.n > 0 ? [`  lines 1 to ${pruned.n} were deleted for their age, as the trail says`] : []),
  ...(known === undefined ? [] : [`  the head that you kept is ${known ? '' : 'NOT '}in it`]),
  ...(kept && known === undefined && whole
    ? ['  the head that you kept was not found: lines that old are deleted']
    : []),
  ...(unchained.lines > 0
    ? [
        `  of an older version, in no chain and protected by nothing: ${counted(unchained.lines, 'line')}${unchained.lines >= 10_000 ? ' or more' : ''}`,
      ]
    : []),
  ...(unchained.late ? ['  one of those is younger than the chain: see docs/operations.md'] : []),
  `  keep its head elsewhere: ${head.n}:${head.hash}`,
]

const when = (at: string | Date | undefined): string => (at === undefined ? '' : new Date(at).toISOString())
