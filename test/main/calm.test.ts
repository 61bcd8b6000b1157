import test from 'ava'
import fc from 'fast-check'
import { createCalm, type Look } from '../../src/main/calm.ts'

const MB = 2 ** 20
const calm = (held: number): Look => ({ busy: 0.01, held: held * MB })

test('memory is given back once nobody has asked for three looks, and then when there is much of it again', t => {
  const { isTime, collected } = createCalm()
  t.deepEqual([calm(80), calm(80), calm(80)].map(isTime), [false, false, true])
  collected(38 * MB)
  t.deepEqual([calm(69), calm(69), calm(69), calm(69)].map(isTime), [false, false, false, false])
  t.true(isTime(calm(70)))
})

test('what V8 gave back by itself meanwhile is where it is measured from', t => {
  const { isTime, collected } = createCalm()
  collected(180 * MB)
  t.deepEqual([calm(60), calm(60), calm(91)].map(isTime), [false, false, false])
  t.true(isTime(calm(92)))
})

test('who asks at any look is not disturbed for three more', t => {
  const look = fc.record({ busy: fc.double({ min: 0, max: 1, noNaN: true }), held: fc.nat(500 * MB) })
  fc.assert(
    fc.property(fc.array(look, { maxLength: 12 }), looks => {
      const { isTime } = createCalm()
      for (const [at, one] of looks.entries()) {
        const last = looks.slice(Math.max(0, at - 2), at + 1)
        const wanted =
          last.length === 3 &&
          last.every(({ busy }) => busy < 0.05) &&
          one.held >= 32 * MB &&
          one.held <= 192 * MB
        if (isTime(one) !== wanted) return false
      }
      return true
    }),
  )
  t.pass()
})
