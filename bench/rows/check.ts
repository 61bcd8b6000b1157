import { shippedSet, snapshotsOf } from '../engine.ts'
import { type Measured, micro, milliseconds, perSecond, quantile, type Row, rate } from '../measure.ts'
import { type Question, questions, USUAL_RULES } from '../organisations.ts'
import { stockCasbin } from '../stock.ts'

const COUNT = 50_000

/** Stock Casbin takes up to a second a question: so many of them only as fit in a few seconds. */
const stockRate = (ask: (q: Question) => boolean, asked: readonly Question[]): number => {
  const [first] = asked
  if (!first) return Number.NaN
  const some = asked.slice(
    0,
    Math.max(3, Math.min(2_000, Math.floor(4_000 / milliseconds(() => ask(first))))),
  )
  return rate(1, some.length, () => {
    for (const q of some) ask(q)
  })
}

const at = async (rules: number): Promise<Measured> => {
  const orgs = Math.max(1, Math.round(rules / USUAL_RULES))
  const snapshots = await snapshotsOf(shippedSet(), orgs)
  const asked = questions(COUNT, orgs)
  const ask = (q: Question) => snapshots[q.org]?.check(q)
  for (const q of asked) ask(q)
  const ours = rate(5, COUNT, () => {
    for (const q of asked) ask(q)
  })
  const times = asked.map(q => milliseconds(() => ask(q)))
  const stock = await stockCasbin(orgs)
  for (const q of asked.slice(0, 3))
    if (stock(q) !== ask(q)) throw new Error(`stock Casbin answers ${JSON.stringify(q)} differently`)
  const theirs = stockRate(stock, asked)
  return {
    what: `single check in process, ${rules.toLocaleString('en')} rules in ${orgs} organisations`,
    goal: '250k/s; p99 < 15 µs; p99.9 < 100 µs',
    measured: `${perSecond(ours)}; p99 ${micro(quantile(times, 0.99))}; p99.9 ${micro(quantile(times, 0.999))}`,
    beside: `stock casbin ${perSecond(theirs)}: ${Math.round(ours / theirs).toLocaleString('en')} times`,
  }
}

export const check: Row = async () => [await at(10_000), await at(100_000), await at(1_000_000)]
