import test from 'ava'
import fc from 'fast-check'
import { isOver, nextTurn, onBehalfOf } from '../../src/engine/turns.ts'

/** Takes so many turns, and notes each. */
const job = (org: string, turns: number, noted: string[]): Promise<void> =>
  onBehalfOf(org, async () => {
    for (let turn = 0; turn < turns; turn += 1) {
      await nextTurn()
      noted.push(org)
    }
  })

test('one job of an organisation goes as fast beside many of another as beside one', async t => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 10 }),
      async (jobs, turns) => {
        const noted: string[] = []
        const flood = Array.from({ length: jobs }, () => job('flood', turns, noted))
        const quiet = job('quiet', turns, noted)
        await quiet
        const before = noted.filter(org => org === 'flood').length
        t.true(
          before <= turns + 1,
          `${before} turns of the flood before the end of ${turns} of the quiet one`,
        )
        await Promise.all(flood)
        t.is(noted.length, (jobs + 1) * turns)
      },
    ),
    { numRuns: 30 },
  )
})

test('a turn ends, and work that goes on in another function is still for the same organisation', async t => {
  const noted: string[] = []
  let before = 0
  const deep = async (): Promise<void> => {
    while (!isOver());
    await new Promise(resolve => setImmediate(resolve))
    before = noted.length
    await nextTurn()
  }
  const flood = Array.from({ length: 20 }, () => job('flood', 5, noted))
  await onBehalfOf('quiet', deep)
  t.true(noted.length - before < 10, `${noted.length - before}`)
  await Promise.all(flood)
})

test('of the long jobs of one organisation the oldest is done first, and short ones pass', async t => {
  const noted: string[] = []
  const named = (name: string, turns: number, since: number): Promise<void> =>
    onBehalfOf(
      'org',
      async () => {
        for (let turn = 0; turn < turns; turn += 1) await nextTurn()
        noted.push(name)
      },
      { since },
    )
  await Promise.all([named('young', 200, 2), named('old', 200, 1), named('short', 16, 3)])
  t.deepEqual(noted, ['short', 'old', 'young'])
})

test('long jobs are still done while short ones keep coming', async t => {
  let going = true
  const short = async (): Promise<void> => {
    while (going) await onBehalfOf('org', () => nextTurn())
  }
  const coming = [short(), short()]
  await onBehalfOf('org', async () => {
    for (let turn = 0; turn < 100; turn += 1) await nextTurn()
  })
  going = false
  await Promise.all(coming)
  t.pass()
})
