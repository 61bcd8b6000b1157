/** What the verbs have in common that ask who may do what. */
import { askService } from '../ask-service.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, UsageError } from '../verb.ts'

export const ORG_FLAG = { org: { about: 'The organisation, when not your own', value: 'ORG' } }
export const SUBJECT_FLAG = {
  subject: { about: 'Who, when not you: user:ID or service:ID', value: 'SUBJECT' },
}
export const AS_OF_FLAG = {
  'as-of': { about: 'As it was at this revision or time, such as 12 or 2026-05-03', value: 'WHEN' },
}
export const JSON_FLAG = { json: { about: 'Print the answer as JSON' } }
export const QUESTION_FLAGS = { ...URL_FLAG, ...ORG_FLAG, ...JSON_FLAG }

type Reply = Readonly<Record<string, unknown>>

/** The organisation, the subject and the past that the flags name; the organisation is the caller's when they name none. @throws UsageError */
export const about = async (call: Call, verb: string): Promise<Reply> => {
  const { subject } = call.flags
  const org = call.flags.org ?? (await askService(call, '/v1/whoami')).org
  if (org === undefined)
    throw new UsageError(`kasbah ${verb} needs --org ORG: the operator key belongs to no organisation.`)
  return { org, ...(subject === undefined ? {} : { subject }), ...asOf(call) }
}

/** A number is a revision; anything else is a time, which the service reads. */
const asOf = ({ flags: { 'as-of': when } }: Call): Reply => {
  if (when === undefined) return {}
  return { as_of: /^\d{1,15}$/.test(String(when)) ? Number(when) : when }
}

/** As JSON where that was asked for, and else as lines for people. */
export const say = (call: Call, answer: object, lines: readonly string[]): void => {
  if (call.flags.json !== undefined) console.log(JSON.stringify(answer))
  else if (lines.length > 0) console.log(lines.join('\n'))
  else console.error('none')
}

const PAGE = 1_000

/** Every item of a search. Nothing is printed before all of them are here: a list that breaks off is no list. */
export const searchAll = async (call: Call, path: string, body: Reply): Promise<readonly string[]> => {
  const items: string[] = []
  let from: Reply = {}
  for (;;) {
    const page = await askService(call, path, { ...body, limit: PAGE, ...from })
    for (const item of page.items as readonly string[]) items.push(item)
    if (page.next_token === undefined) return items
    from = { page_token: page.next_token }
  }
}
