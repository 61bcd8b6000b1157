import { openStore } from '../../src/compose.ts'
import { MAX_ADDS } from '../../src/model/change.ts'
import { orgOf, recordOf, rulesOf, type Size } from '../organisations.ts'
import { keyOf } from './keys.ts'

/** Writes the first organisation of the bench into a store, with all its rules. */
export const fillStore = async (url: string, size?: Size): Promise<void> => {
  const store = await openStore(url)
  const org = orgOf(0)
  const rules = rulesOf(0, size)
  for (let expected = 0; expected * MAX_ADDS < rules.length; expected++)
    await store.policy.apply(org, {
      expected,
      adds: rules.slice(expected * MAX_ADDS, (expected + 1) * MAX_ADDS),
      removes: [],
      records: expected === 0 ? [{ put: 'organisation', value: recordOf(org) }] : [],
      narrows: false,
      actor: 'operator',
      operation: 'bench',
      target: org,
    })
  await store.close()
}

/** Makes a key that may ask about anyone, through the service itself. */
export const checkKey = (url: URL, operator: string): Promise<string> =>
  keyOf({ url, operator }, orgOf(0), { role: 'guest', scopes: ['check'] })
