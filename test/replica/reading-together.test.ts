import test from 'ava'
import { createReading } from '../../src/replica/reading-together.ts'

/** A source whose reads end when the test says so, and answer what was there when they began. */
const source = () => {
  const ends: (() => void)[] = []
  let value = 0
  const read = createReading((_: 'key') => {
    const began = value
    return new Promise<number>(resolve => ends.push(() => resolve(began)))
  })
  const write = () => {
    value += 1
  }
  return { ends, write, read: () => read('key') }
}

test('whoever asks while a read is under way gets one that began after they asked', async t => {
  const { ends, write, read } = source()
  const first = read()
  write()
  const second = read()
  const third = read()
  t.is(ends.length, 1)
  ends[0]?.()
  t.is(await first, 0)
  await Promise.resolve()
  t.is(ends.length, 2, 'the two that waited share one read')
  ends[1]?.()
  t.deepEqual(await Promise.all([second, third]), [1, 1])
})

test('a read that failed is not the answer of those who waited behind it', async t => {
  let reads = 0
  const read = createReading(async (_: 'key') => {
    reads += 1
    if (reads === 1) throw new Error('lost')
    return reads
  })
  const [first, second] = await Promise.allSettled([read('key'), read('key')])
  t.is(first.status, 'rejected')
  t.deepEqual(second, { status: 'fulfilled', value: 2 })
  t.is(await read('key'), 3)
})
