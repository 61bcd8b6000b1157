/** All who ask about an organisation wait for it to be loaded: nothing else that is long there goes first. */
import test from 'ava'
import { nextTurn, onBehalfOf } from '../../src/engine/turns.ts'
import { foundAs, grants } from '../contract/sample.ts'
import { ACME, openOrganisations } from '../policy/organisation.ts'

/** Some ten thousand of these pass in a load. */
const MOST_TURNS = 1_000_000

test('an organisation is loaded while older work of it, however long, goes on', async t => {
  const { store, snapshot } = await openOrganisations(t)
  await foundAs(store, ACME, grants(ACME, 0, 20_000))
  let [loaded, turns] = [false, 0]
  const older = onBehalfOf(
    ACME,
    async () => {
      while (!loaded && turns < MOST_TURNS) {
        await nextTurn()
        turns += 1
      }
    },
    { long: true },
  )
  await snapshot(ACME)
  loaded = true
  await older
  t.true(turns < MOST_TURNS, 'it was loaded only when the other work was done')
})
