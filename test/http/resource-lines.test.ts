import { Readable } from 'node:stream'
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const linesOf = (text: string): Body[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

/** The answer's lines, and its end. */
const sent = async (ask: Ask, path: string, lines: readonly unknown[]) => {
  const text = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const replies = linesOf((await ask('POST', path, text)).text)
  return { answers: replies.slice(0, -1), end: replies.at(-1) }
}

test('thousands of lines become few changes, and sending them again changes nothing', async t => {
  const { alice, at } = await acme(t, service, 'many')
  const path = `${at}/resources`
  const before = (await ok(t, alice('GET', at))).revision
  const lines = Array.from({ length: 3_000 }, (_, n) => ({ put: `dataset:d${n}`, attributes: { n } }))
  const { answers, end } = await sent(alice, path, lines)
  t.is(answers.length, 3_000)
  t.true(answers.every(({ line, done }, n) => line === n + 1 && done === 'created'))
  t.like(end, { end: true, lines: 3_000, done: 3_000, refused: 0, revision: before + 12, propagated: true })
  t.deepEqual((await ok(t, alice('GET', `${path}/dataset/d2999`))).attributes, { n: 2_999 })
  const again = await sent(alice, path, lines)
  t.true(again.answers.every(({ done }) => done === 'unchanged'))
  t.is(again.end.revision, before + 12)
  const { items } = await ok(t, alice('GET', `${at}/audit?resource=dataset:d7`))
  t.like(items[0], { actor: 'user:alice', action: 'putResource', resource: 'dataset:d7' })
})

test('a bad line is answered with what is wrong, and hinders no other', async t => {
  const { alice, at } = await acme(t, service, 'bad')
  const { answers, end } = await sent(alice, `${at}/resources`, [
    { put: 'dataset:a', name: 'A' },
    '{"put": "dataset:b"',
    { put: 'moon:a' },
    '',
    { put: 'dataset:a', name: 'Other' },
    { remove: 'dataset:a' },
    { remove: 'dataset:a' },
    { put: 'dataset:c', colour: 'red' },
    { put: 'datasets' },
    '{"put": "dataset:d", "put": "dataset:e"}',
    { put: 'dataset:f', attributes: { text: 'x'.repeat(20_000) } },
    'x'.repeat(1_100_000),
    { put: 'dataset:last' },
  ])
  t.deepEqual(
    answers.map(({ line, done, code }) => [line, done ?? code]),
    [
      [1, 'created'],
      [2, 'malformed'],
      [3, 'unknown_resource'],
      [5, 'changed'],
      [6, 'removed'],
      [7, 'absent'],
      [8, 'malformed'],
      [9, 'malformed'],
      [10, 'malformed'],
      [11, 'malformed'],
      [12, 'malformed'],
      [13, 'created'],
    ],
  )
  t.like(end, { lines: 12, done: 5, refused: 7 })
  t.regex(answers[6].detail, /colour/)
  await refused(t, alice('GET', `${at}/resources/dataset/a`), 'not_found')
})

test('who may is said by the set, for each kind of line', async t => {
  const { alice, mo, gus, key, at } = await acme(t, service, 'rights')
  const line = { put: 'dataset:x' }
  await refused(t, mo('POST', `${at}/resources`, line), 'forbidden')
  await refused(t, gus('POST', `${at}/resources`, line), 'forbidden')
  await refused(t, (await key('user:alice', ['read']))('POST', `${at}/resources`, line), 'scope_missing')
  await ok(t, alice('PUT', `${at}/members/zoe`, { role: 'admin' }))
  t.is((await sent(alice, `${at}/resources?dry_run=true`, [line])).answers[0].done, 'created')
  await refused(t, alice('GET', `${at}/resources/dataset/x`), 'not_found')
})

test('a request of more lines than one may have says where to go on', async t => {
  const { alice, at } = await acme(t, service, 'beyond')
  const lines = Array.from({ length: 20_003 }, (_, n) => ({ remove: `dataset:none${n}` }))
  const { answers, end } = await sent(alice, `${at}/resources`, lines)
  t.is(answers.length, 20_000)
  t.like(end, { lines: 20_000, resume_from: 20_001, code: 'body_too_large' })
  const empty = await sent(alice, `${at}/resources`, new Array(20_002).fill(''))
  t.like(empty.end, { lines: 0, code: 'body_too_large' })
})

test('what went in comes out again, as far as one may see it, and from where one stopped', async t => {
  const { alice, gus, at } = await acme(t, service, 'out')
  const lines = ['a', 'b', 'c,d'].map(id => ({
    put: `dataset:${id}`,
    name: id.toUpperCase(),
    attributes: {},
  }))
  await sent(alice, `${at}/resources`, [...lines, { put: 'collection:lab' }])
  const read = async (ask: Ask, query = '') => linesOf((await ask('GET', `${at}/resources${query}`)).text)
  const all = await read(alice)
  t.deepEqual(
    all.map(({ put }) => put),
    ['collection:lab', 'dataset:a', 'dataset:b', 'dataset:c,d', 'dataset:streets'],
  )
  t.true((await sent(alice, `${at}/resources`, all)).answers.every(({ done }) => done === 'unchanged'))
  t.deepEqual(
    (await read(alice, '?after=dataset:b')).map(({ put }) => put),
    ['dataset:c,d', 'dataset:streets'],
  )
  t.deepEqual(await read(alice, '?type=collection'), [{ put: 'collection:lab', name: 'lab', attributes: {} }])
  t.deepEqual(await read(gus), [])
  await refused(t, alice('GET', `${at}/resources?type=moon`), 'not_found')
})

/** Sends lines in two parts; after the answers to the first one `between` is done. */
const cutOff = async (
  t: ExecutionContext,
  of: { at: string; key: string },
  between: () => Promise<unknown>,
) => {
  const some = (from: number) =>
    Array.from({ length: 251 }, (_, n) => `${JSON.stringify({ put: `dataset:s${from + n}` })}\n`).join('')
  const sending = new Readable({ read: () => undefined })
  sending.push(some(0))
  const response = await fetch(`${service.url}${of.at}/resources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${of.key}` },
    body: Readable.toWeb(sending) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const first = await reader?.read()
  t.is(linesOf(first?.value ?? '').length, 250, first?.value?.slice(0, 500))
  await between()
  sending.push(some(251))
  sending.push(null)
  let rest = ''
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read())
    rest += piece.value
  return linesOf(rest).at(-1)
}

test('answers come while lines are still sent, and a credential that ends ends the work', async t => {
  const { alice, operator, at } = await acme(t, service, 'slow')
  const wish = { subject: 'user:alice', name: 'x', scopes: ['write'] }
  const { id, key } = await ok(t, operator('POST', `${at}/api-keys`, wish), 201)
  const end = await cutOff(t, { at, key }, () => ok(t, alice('DELETE', `${at}/api-keys/${id}`)))
  t.like(end, { end: true, lines: 250, resume_from: 251, code: 'unauthenticated' })
  await refused(t, alice('GET', `${at}/resources/dataset/s251`), 'not_found')
})

test('so does a right that is lost, and nothing else of the service ends with it', async t => {
  const { alice, operator, at } = await acme(t, service, 'demoted')
  await ok(t, alice('PUT', `${at}/members/zoe`, { role: 'admin' }))
  const wish = { subject: 'user:zoe', name: 'x', scopes: ['write'] }
  const { key } = await ok(t, operator('POST', `${at}/api-keys`, wish), 201)
  const end = await cutOff(t, { at, key }, () => ok(t, alice('PUT', `${at}/members/zoe`, { role: 'guest' })))
  t.like(end, { end: true, lines: 250, resume_from: 251, code: 'forbidden' })
  await refused(t, alice('GET', `${at}/resources/dataset/s251`), 'not_found')
})
