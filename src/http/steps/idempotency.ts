import { createHash, hkdfSync } from 'node:crypto'
import { decrypt, encrypt } from '../../model/encrypted.ts'
import { Problem } from '../../model/problems.ts'
import { ReceiptExists } from '../../ports/errors.ts'
import type { Receipt, ReceiptKey, ReceiptStore } from '../../ports/receipt-store.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'

/** The first answer, as it is given again. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** No work takes as long: a key without an answer by then was left by a process that died. */
const ABANDONED_MS = 120_000

/**
 * Does the work of a request under an idempotency key once, over all processes, and gives its first answer again, whether or not
 * it changed something. What was refused may be tried again under its key.
 * @throws Problem idempotency_mismatch, idempotency_in_progress, answer_lost
 */
export const once = (receipts: ReceiptStore, work: Step): Step => {
  const attempting = async (exchange: Exchange, attempt: Attempt): Promise<void> => {
    const first = await receipts.take(attempt.key, abandonedBefore(exchange, attempt.key))
    exchange.answer = first
      ? answerOf(first, attempt)
      : await worked(receipts, attempt, async () => {
          exchange.receipt = attempt.key
          await work(exchange)
          return exchange.answer as Answer
        })
  }
  return exchange => {
    const attempt = attempted(exchange)
    return attempt ? attempting(exchange, attempt) : work(exchange)
  }
}

/** Works under the key that was taken, and keeps the answer. A refusal gives the key back. */
const worked = async (
  receipts: ReceiptStore,
  { key, seal }: Attempt,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  const answer = await work().catch(async error => {
    // When the store cannot be reached, the key is free again once it counts as abandoned.
    await receipts.release(key).catch(() => undefined)
    throw error instanceof ReceiptExists ? new Problem('idempotency_in_progress') : error
  })
  await receipts.complete(key, sealed(answer, seal))
  return answer
}

/** What a receipt that is there already answers. */
const answerOf = (first: Receipt, { key, seal }: Attempt): Answer => {
  if (first.body_hash !== key.body_hash) throw new Problem('idempotency_mismatch')
  if (first.sealed) return opened(first.sealed, seal)
  // Also with a revision: between the change and its answer the first request is still under way.
  if (!isAbandoned(first, key.at)) throw new Problem('idempotency_in_progress')
  throw new Problem(
    'answer_lost',
    first.revision > 0 ? `the change is revision ${first.revision}` : 'whether it was done is not known',
  )
}

const isAbandoned = (first: Receipt, now: Date): boolean => first.at.getTime() < now.getTime() - ABANDONED_MS

/**
 * A change of an organisation and its receipt are one transaction: where the receipt has no change, none was made, and the work
 * may be done anew. Other work may have been done in part, so it is not done again.
 */
const abandonedBefore = ({ changesOrganisation }: Exchange, { at }: ReceiptKey): Date =>
  new Date(changesOrganisation ? at.getTime() - ABANDONED_MS : 0)

/** A request under an idempotency key: the names under which its change and its answer are kept. */
interface Attempt {
  readonly key: ReceiptKey
  readonly seal: Buffer
}

/** The idempotency key that the request came under, if it changes something and has one. */
const attempted = ({ ctx, route, text, conditions }: Exchange): Attempt | undefined => {
  const key = ctx.req.headers['idempotency-key']
  if (typeof key !== 'string' || !route.conditions.includes('Idempotency-Key') || conditions.dryRun)
    return undefined
  // Callers without a credential are told apart by their bodies, so that their keys do not collide.
  return attemptOf(key, ctx.get('Authorization') || text, ctx.method + ctx.url, text)
}

/** @throws Problem malformed when the key is not 1 to 255 printable characters */
const attemptOf = (key: string, credential: string, target: string, body: string): Attempt => {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Problem('malformed', 'Idempotency-Key is 1 to 255 printable characters without spaces')
  }
  const id = sha256(credential, key).toString('hex')
  // Answers can hold a fresh API key: they are sealed under what only this caller has, and no store can read them.
  const seal = Buffer.from(hkdfSync('sha256', credential, id, 'kasbah idempotent answer', 32))
  return { key: { id, body_hash: sha256(target, body).toString('hex'), at: new Date() }, seal }
}

const sha256 = (...parts: readonly string[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`)
  return hash.digest()
}

const sealed = (answer: Answer, key: Buffer): Buffer => {
  const { nonce, tag, body } = encrypt(key, Buffer.from(JSON.stringify(answer)))
  return Buffer.concat([nonce, body, tag])
}

/** @throws Problem answer_lost when the kept bytes are damaged */
const opened = (sealed: Uint8Array, key: Buffer): Answer => {
  const bytes = Buffer.from(sealed)
  const parts = { nonce: bytes.subarray(0, 12), body: bytes.subarray(12, -16), tag: bytes.subarray(-16) }
  const text = decrypt(key, parts)
  if (!text) throw new Problem('answer_lost')
  return JSON.parse(text.toString())
}
