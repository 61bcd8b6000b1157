/**
 * Where the next page of a search begins. A cursor is encrypted and bound to its question: one that was made up, changed, or given for another
 * question is refused, so no caller chooses the revision that is answered from, and none reads a name that it may not see.
 */
import { hkdfSync } from 'node:crypto'
import { z } from 'zod'
import { decrypt, encrypt } from '../../model/encrypted.ts'
import { Problem } from '../../model/problems.ts'

const Position = z.strictObject({
  revision: z.number().int(),
  /** The last name that the page before looked at. */
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

/** Of a nonce, and of a tag, in front of what is encrypted. */
const NONCE = 12
const HEAD = NONCE + 16

/**
 * @param secrets each at least 32 bytes: the first encrypts, all of them decrypt
 */
export const createCursors = (secrets: readonly Uint8Array[], now: () => Date): Cursors => {
  const keys = secrets.map(secret =>
    Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), 'kasbah search cursors', 32)),
  )
  return {
    print: (question, position) => {
      const text = Buffer.from(JSON.stringify(position))
      const { nonce, tag, body } = encrypt(keys[0] as Buffer, text, inOneOrder(question))
      return Buffer.concat([nonce, tag, body]).toString('base64url')
    },
    read: (question, cursor) => {
      const bytes = Buffer.from(cursor, 'base64url')
      const asked = inOneOrder(question)
      const sealed = {
        nonce: bytes.subarray(0, NONCE),
        tag: bytes.subarray(NONCE, HEAD),
        body: bytes.subarray(HEAD),
      }
      const whole = bytes.length > HEAD && bytes.toString('base64url') === cursor
      const text = whole && keys.map(key => decrypt(key, sealed, asked)).find(opened => opened !== undefined)
      if (!text) throw new Problem('malformed', 'the page token is not one of this question')
      const position = Position.parse(JSON.parse(text.toString()))
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
