import test from 'ava'
import { createCursors, SEARCH_MS } from '../../src/http/search/cursor.ts'

const [old, fresh] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const question = { org: 'acme', find: 'resources', action: 'view' }
const position = { revision: 3, after: 'dataset:a', limit: 10, begun: 1_000 }
const at = (time: number) => () => new Date(time)

test('a cursor says where to go on, in whatever order the question is written', t => {
  const cursors = createCursors([fresh], at(2_000))
  const cursor = cursors.print(question, position)
  t.deepEqual(cursors.read({ action: 'view', org: 'acme', find: 'resources' }, cursor), position)
  t.throws(() => cursors.read({ ...question, action: 'edit' }, cursor), { code: 'malformed' })
})

test('a cursor ends with the time of its search', t => {
  const cursor = createCursors([fresh], at(2_000)).print(question, position)
  const last = createCursors([fresh], at(1_000 + SEARCH_MS))
  t.deepEqual(last.read(question, cursor), position)
  const late = createCursors([fresh], at(1_001 + SEARCH_MS))
  t.throws(() => late.read(question, cursor), { code: 'search_expired' })
})

test('the key of before verifies and does not sign; another key does neither', t => {
  const before = createCursors([old], at(2_000))
  const rotated = createCursors([fresh, old], at(2_000))
  t.deepEqual(rotated.read(question, before.print(question, position)), position)
  const cursor = rotated.print(question, position)
  t.throws(() => before.read(question, cursor), { code: 'malformed' })
})
