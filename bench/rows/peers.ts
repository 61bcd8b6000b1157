import { shippedSet, snapshotOf } from '../engine.ts'
import { type Measured, perSecond, type Row, rate } from '../measure.ts'
import { type Question, questions, rulesOf } from '../organisations.ts'
import { casl } from '../peers/casl.ts'
import { cedar } from '../peers/cedar.ts'
import { usualWorld } from '../peers/world.ts'
import { stockCasbin } from '../stock.ts'

const COUNT = 20_000

type Ask = (question: Question) => boolean | undefined

const each = (ask: Ask, asked: readonly Question[]) => () => {
  for (const one of asked) ask(one)
}

/** The same questions in the same process, so many as each answers in a few seconds, and the same answers. */
const beside = (
  name: string,
  [ours, we]: readonly [Ask, number],
  theirs: Ask,
  asked: readonly Question[],
): Measured => {
  for (const one of asked.slice(0, 200))
    if (theirs(one) !== ours(one)) throw new Error(`${name} answers ${JSON.stringify(one)} differently`)
  each(theirs, asked)()
  const they = rate(3, asked.length, each(theirs, asked))
  return {
    what: `beside ${name}, in process, one organisation of 14,000 rules`,
    goal: '',
    measured: perSecond(we),
    beside: `${name} ${perSecond(they)}: ${(we / they).toPrecision(2)} times`,
  }
}

/** Other engines in this process. What is asked over HTTP is in the row `http-peers`. */
export const peers: Row = async () => {
  const snapshot = await snapshotOf(shippedSet(), 0, rulesOf(0))
  const ours: Ask = question => snapshot.check(question)
  const asked = questions(COUNT, 1)
  each(ours, asked)()
  const us = [ours, rate(5, COUNT, each(ours, asked))] as const
  const world = usualWorld()
  return [
    beside('@casl/ability', us, casl(world), asked),
    beside('Cedar (cedar-wasm)', us, cedar(world), asked.slice(0, 500)),
    beside('stock casbin', us, await stockCasbin(1), asked.slice(0, 50)),
  ]
}
