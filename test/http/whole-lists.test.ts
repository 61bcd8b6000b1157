/** Lists that are sent whole: page by page, as long as the caller may read them. */
import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import test from 'ava'
import { paidPages } from '../../src/http/admin/as-file.ts'
import { Problem } from '../../src/model/problems.ts'
import { acme, ok } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

/** A list of some pages, and how often its caller was asked about. */
const listed = (pages: number, goOn: (asked: number) => void) => {
  const seen = { read: 0, asked: 0 }
  const input = {
    goOn: () => {
      seen.asked += 1
      goOn(seen.asked)
    },
  }
  const items = paidPages(input, async ({ after = '0' }) => {
    seen.read += 1
    const next = Number(after) + 1
    return { items: [after], ...(next < pages ? { next: String(next) } : {}) }
  })
  return { items, seen }
}

test('each page after the first is asked about before it is read', async t => {
  const { items, seen } = listed(3, () => undefined)
  t.deepEqual((await Array.fromAsync(items)).flat(), ['0', '1', '2'])
  t.deepEqual(seen, { read: 3, asked: 2 })
})

test('who has used up their rate waits for the next page', async t => {
  const { items, seen } = listed(2, asked => {
    if (asked === 1) throw new Problem('rate_limited', undefined, { retryAfter: 0.01 })
  })
  t.deepEqual((await Array.fromAsync(items)).flat(), ['0', '1'])
  t.is(seen.asked, 2)
})

test('who may not any more is sent no other page', async t => {
  const { items, seen } = listed(3, () => {
    throw new Problem('forbidden')
  })
  await t.throwsAsync(Array.fromAsync(items), { instanceOf: Problem, message: /./ })
  t.is(seen.read, 1)
})

test('an answer that is being sent is cut off when its key ends', async t => {
  const { alice, operator, at } = await acme(t, service, 'whole')
  const text = 'x'.repeat(8_000)
  const lines = Array.from({ length: 2_000 }, (_, n) =>
    JSON.stringify({ put: `dataset:d${n}`, attributes: { text } }),
  )
  t.regex((await alice('POST', `${at}/resources`, lines.join('\n'))).text, /"done":2000/)
  const wish = { subject: 'user:alice', name: 'reader', scopes: ['read'] }
  const reader = await ok(t, operator('POST', `${at}/api-keys`, wish), 201)
  // Nobody reads yet: what is on its way is less than the list.
  const asked = request(`${service.url}${at}/resources`, {
    headers: { authorization: `Bearer ${reader.key}` },
  })
  const answer = new Promise<IncomingMessage>(resolve => asked.once('response', resolve))
  asked.end()
  const reply = await answer
  t.is(reply.statusCode, 200)
  await ok(t, alice('DELETE', `${at}/api-keys/${reader.id}`))
  await t.throwsAsync(buffer(reply), { code: 'ECONNRESET' })
})
