import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import type { Revision } from '../../model/change.ts'
import { Problem } from '../../model/problems.ts'
import { ReceiptExists } from '../../ports/errors.ts'
import type { ReceiptStore } from '../../ports/receipt-store.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'

/** The first answer, as it is replayed. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A request under an idempotency key: the names under which its change and its answer are kept. */
interface Attempt {
  readonly receipt: { readonly id: string; readonly body_hash: string }
  readonly seal: Buffer
}

/** Does the work of a request under an idempotency key once, and answers it again from what was kept. */
export const once = (receipts: ReceiptStore, work: Step): Step => {
  const idempotency = createIdempotency(receipts)
  return async exchange => {
    const attempt = attempted(exchange)
    if (!attempt) return work(exchange)
    exchange.receipt = attempt.receipt
    exchange.answer = await idempotency.once(attempt, async () => {
      await work(exchange)
      return exchange.answer as Answer
    })
  }
}

/** The idempotency key that the request came under, if it changes something and has one. */
const attempted = ({ ctx, text, conditions }: Exchange): Attempt | undefined => {
  const key = ctx.req.headers['idempotency-key']
  if (typeof key !== 'string' || ctx.method === 'GET' || conditions.dryRun) return undefined
  // A caller without a credential is told apart by what they send: their keys must not meet those of others.
  return attemptOf(key, ctx.get('Authorization') || text, ctx.method + ctx.url, text)
}

const sha256 = (...parts: readonly string[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`)
  return hash.digest()
}

/** @throws Problem malformed when the key is not 1 to 255 printable characters */
const attemptOf = (key: string, credential: string, target: string, body: string): Attempt => {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Problem('malformed', 'Idempotency-Key is 1 to 255 printable characters without spaces')
  }
  const id = sha256(credential, key).toString('hex')
  // Answers can hold a fresh API key: they are sealed under what only this caller has, and no store can read them.
  const seal = Buffer.from(hkdfSync('sha256', credential, id, 'kasbah idempotent answer', 32))
  return { receipt: { id, body_hash: sha256(target, body).toString('hex') }, seal }
}

function createIdempotency(receipts: ReceiptStore) {
  const underway = new Set<string>()

  /** The first answer under this key, if there was one. @throws Problem idempotency_mismatch, answer_lost */
  const replay = async ({ receipt, seal }: Attempt): Promise<Answer | undefined> => {
    const first = await receipts.find(receipt.id)
    if (!first) return undefined
    if (first.body_hash !== receipt.body_hash) throw new Problem('idempotency_mismatch')
    if (!first.sealed) throw lost(first.revision)
    return JSON.parse(open(first.sealed, seal).toString()) as Answer
  }

  /** Answers from the receipt, or runs `work` once and keeps its answer. */
  const once = async (attempt: Attempt, work: () => Promise<Answer>): Promise<Answer> => {
    const { id } = attempt.receipt
    if (underway.has(id)) throw new Problem('idempotency_in_progress')
    underway.add(id)
    try {
      const first = await replay(attempt)
      if (first) return first
      const answer = await work().catch(beaten)
      const text = Buffer.from(JSON.stringify(answer))
      await receipts.complete(id, close(text, attempt.seal))
      return answer
    } finally {
      underway.delete(id)
    }
  }

  return { once }
}

/** Another process took the key between the look-up and the change: nothing was changed here. */
const beaten = (error: unknown): never => {
  if (error instanceof ReceiptExists) throw new Problem('idempotency_in_progress')
  throw error
}

const lost = (revision: Revision) => new Problem('answer_lost', `the change is revision ${revision}`)

const close = (text: Buffer, key: Buffer): Buffer => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

const open = (sealed: Uint8Array, key: Buffer): Buffer => {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
}
