import { setImmediate as pass } from 'node:timers/promises'
import test from 'ava'
import { Problem } from '../../src/model/problems.ts'
import { createHeavyLine } from '../../src/policy/heavy-line.ts'

/** A line with what has begun in it, and an end for each. */
const watched = () => {
  const inLine = createHeavyLine()
  const begun: string[] = []
  const ends: (() => void)[] = []
  const enter = (name: string) =>
    inLine(name.slice(0, -1), () => {
      begun.push(name)
      return new Promise<string>(resolve => ends.push(() => resolve(name)))
    })
  const endAll = async (count: number) => {
    for (let nth = 0; nth < count; nth += 1) {
      while (ends.length <= nth) await pass()
      ends[nth]?.()
    }
  }
  return { enter, begun, ends, endAll }
}

const isBusy = (error: unknown): boolean => error instanceof Problem && error.code === 'busy'

test('one runs at a time, and the many of one organisation do not hold up the one of another', async t => {
  const { enter, begun, endAll } = watched()
  const many = ['acme0', 'acme1', 'acme2', 'acme3', 'acme4'].map(enter)
  for (const name of ['acme5', 'acme6'])
    t.true(isBusy(await t.throwsAsync(enter(name))), 'those of one organisation are bounded')
  const others = ['beta0', 'gamma0'].map(enter)
  await pass()
  t.deepEqual(begun, ['acme0'])
  await endAll(7)
  await Promise.all([...many, ...others])
  t.deepEqual(begun, ['acme0', 'acme1', 'beta0', 'gamma0', 'acme2', 'acme3', 'acme4'])
})

test('what fails lets the next on, and all that wait are bounded', async t => {
  const { enter, begun, ends, endAll } = watched()
  const inLine = createHeavyLine()
  await t.throwsAsync(
    inLine('acme', () => Promise.reject(new Error('no'))),
    { message: 'no' },
  )
  t.is(await inLine('acme', () => Promise.resolve('yes')), 'yes')

  const waiting = Array.from({ length: 41 }, (_, nth) => enter(`org${nth}-0`))
  t.true(isBusy(await t.throwsAsync(enter('last0'))))
  await endAll(41)
  await Promise.all(waiting)
  t.is(begun.length, 41)
  const free = enter('last0')
  await pass()
  ends[41]?.()
  t.is(await free, 'last0')
})
