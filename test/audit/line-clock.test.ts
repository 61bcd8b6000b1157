import test from 'ava'
import fc from 'fast-check'
import { createLineClock } from '../../src/model/line-clock.ts'

/** What happens, and how far the clock has gone by then: it may stand still, and be set back a little. */
const events = fc.array(fc.tuple(fc.constantFrom('change', 'noted'), fc.integer({ min: -20, max: 5 })), {
  maxLength: 40,
})

test('whatever the clock does, lines sort as they came: by moment, and of one moment changes first', t => {
  fc.assert(
    fc.property(events, steps => {
      let time = 1_000_000
      const clock = createLineClock(() => new Date(time))
      // A store dates a change no earlier than the one before it.
      let head = 0
      let last = { at: 0, noted: false }
      for (const [what, ms] of steps) {
        time += ms
        const noted = what === 'noted'
        const at = noted ? clock.noted().getTime() : Math.max(head, clock.begun().getTime())
        if (!noted) {
          head = at
          clock.made(new Date(at))
        }
        const sorted = at > last.at || (at === last.at && (noted || !last.noted))
        if (!sorted) return false
        last = { at, noted }
      }
      return true
    }),
  )
  t.pass()
})

test('a clock that was far ahead, and is set right, is followed', t => {
  let time = 10_000_000
  const clock = createLineClock(() => new Date(time))
  clock.made(clock.noted())
  time = 1_000_000
  t.is(clock.noted().getTime(), time)
  t.is(clock.begun().getTime(), time + 1)
})
