import { TIMES } from '../admin/operation.ts'
import { askStream } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { writtenTo } from '../written-to.ts'
import { momentOf } from './moment.ts'
import { about, ORG_FLAG } from './question.ts'

/** Forms of a list that is written whole, and the media type of each. */
export const FORMS: Readonly<Record<string, string>> = { ndjson: 'application/x-ndjson', csv: 'text/csv' }

/** Writes a list whole, as it comes: nothing is held in memory. */
const exportOf = (list: 'audit' | 'decisions', what: string): Verb => ({
  name: `${list} export`,
  about: `Write ${what} whole, the newest first, as lines of JSON or as a table.`,
  example: `kasbah ${list} export --format csv --since 2026-05-01 --out may.csv`,
  takes: [],
  flags: {
    format: { about: 'ndjson or csv; ndjson when absent', value: 'FORM' },
    out: { about: 'To a file, which only you may read', value: 'FILE' },
    ...TIMES,
    ...ORG_FLAG,
    ...URL_FLAG,
  },
  configured: true,
  run: async call => {
    const form = FORMS[String(call.flags.format ?? 'ndjson')]
    if (form === undefined) throw new UsageError('--format takes ndjson or csv.')
    const { org } = await about(call, `${list} export`)
    const body = askStream(call, `/v1/orgs/${org}/${list}${queryOf(call)}`, form)
    await writtenTo(call.flags.out, body)
    return 0
  },
})

const queryOf = ({ flags }: Call): string => {
  const given = Object.keys(TIMES).flatMap(name =>
    flags[name] === undefined ? [] : [[name, momentOf(`--${name}`, String(flags[name]))]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

export const auditExportVerb = exportOf('audit', 'the trail')
export const decisionsExportVerb = exportOf('decisions', 'the decisions that were recorded')
