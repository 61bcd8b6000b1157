/**
 * Where the next page of a search begins. A cursor is signed: one that was made up, changed, or given for another question is
 * refused, so no caller chooses the revision that is answered from.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../../model/problems.ts'

const Position = z.strictObject({
  revision: z.number().int(),
  /** The last name of the page before. */
  after: z.string(),
  /** As on the first page. */
  limit: z.number().int(),
  /** Of all pages, where it is known. */
  total: z.number().int().optional(),
  /** When the search began, in milliseconds. */
  begun: z.number(),
})

export type Position = Readonly<z.infer<typeof Position>>

export interface Cursors {
  print(question: object, position: Position): string
  /** @throws Problem malformed, search_expired */
  read(question: object, cursor: string): Position
}

/** How long after its first page a search may go on. What was revoked meanwhile is on no later page for longer than this. */
export const SEARCH_MS = 10 * 60_000

/**
 * @param secrets each at least 32 bytes: the first signs, all of them verify
 */
export const createCursors = (secrets: readonly Uint8Array[], now: () => Date): Cursors => {
  const keys = secrets.map(secret =>
    Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), 'kasbah search cursors', 32)),
  )
  const signed = (key: Buffer, question: object, position: string): string =>
    createHmac('sha256', key).update(position).update('\0').update(inOneOrder(question)).digest('base64url')
  return {
    print: (question, position) => {
      const text = Buffer.from(JSON.stringify(position)).toString('base64url')
      return `${text}.${signed(keys[0] as Buffer, question, text)}`
    },
    read: (question, cursor) => {
      const dot = cursor.indexOf('.')
      const text = cursor.slice(0, dot)
      const given = Buffer.from(cursor.slice(dot + 1))
      const genuine = keys.some(key => {
        const expected = Buffer.from(signed(key, question, text))
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
      if (!genuine) throw new Problem('malformed', 'the page token is not one of this question')
      const position = Position.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
      if (now().getTime() - position.begun > SEARCH_MS) throw new Problem('search_expired')
      return position
    },
  }
}

/** The same text for the same question, in whatever order its members were sent. */
const inOneOrder = (question: object): string =>
  JSON.stringify(question, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
