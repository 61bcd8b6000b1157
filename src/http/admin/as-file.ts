/** Lists that are also sent whole: as lines of JSON, or as a table. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Page, PageRequest } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'
import type { Input } from '../route.ts'
import { Raw } from '../steps/send.ts'
import { streamed } from '../steps/streamed.ts'

/** Whether the caller asks for this media type by name. */
export const wants = (input: { header(name: string): string | undefined }, type: string): boolean =>
  (input.header('accept') ?? '').split(',').some(each => each.split(';', 1)[0]?.trim().toLowerCase() === type)

const PAGE = 1_000

type GoingOn = Pick<Input<unknown, unknown, unknown>, 'goOn'>

/**
 * Every page of a list, one after another, each for what it costs by itself. A caller who may not read it any more, or whose credential
 * has ended, is sent no other: the answer is cut off. @throws as Input.goOn, but for rate_limited
 */
export async function* paidPages<T>(
  input: GoingOn,
  read: (page: PageRequest) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  let after: string | undefined
  do {
    const page = await read({ limit: PAGE, ...(after === undefined ? {} : { after }) })
    yield page.items
    after = page.next
    if (after !== undefined) await paid(input)
  } while (after !== undefined)
}

/** An answer that has begun waits until there is something left, where others are refused. */
const paid = async ({ goOn }: GoingOn): Promise<void> => {
  for (;;) {
    try {
      return await goOn(1)
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'rate_limited') throw error
      await wait((error.retryAfter ?? 1) * 1_000)
    }
  }
}

type Item = Readonly<Record<string, unknown>>

interface Whole<T> {
  /** Read as the answer is sent: never more than a few are held. */
  readonly pages: AsyncIterable<readonly T[]>
  readonly print: (item: T) => Item
  /** Of the table. */
  readonly columns: readonly string[]
}

const LINES = 'application/x-ndjson'
const TABLE = 'text/csv'

/** The whole list in the form that the caller asks for by `Accept`; undefined where that is none of them. */
export const asFile = async <T>(
  input: { header(name: string): string | undefined },
  whole: Whole<T>,
): Promise<Raw | undefined> => {
  if (wants(input, LINES)) return new Raw(LINES, await streamed(linesOf(whole)))
  if (wants(input, TABLE)) return new Raw(`${TABLE}; charset=utf-8`, await streamed(rowsOf(whole)))
  return undefined
}

async function* linesOf<T>({ pages, print }: Whole<T>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map(item => `${JSON.stringify(print(item))}\n`).join('')
}

async function* rowsOf<T>({ pages, print, columns }: Whole<T>): AsyncGenerator<string> {
  yield row(columns)
  for await (const page of pages)
    yield page
      .map(item => {
        const values = print(item)
        return row(columns.map(column => values[column]))
      })
      .join('')
}

const row = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`

/** A program for tables takes a text that begins so for a formula, some also in the full width of East Asian scripts. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const QUOTED = /[",\r\n]|^\s|\s$/

const cell = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text =
    value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
