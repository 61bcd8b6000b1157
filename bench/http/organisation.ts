import { openStore } from '../../src/compose.ts'
import { orgOf, rulesOf, type Size } from '../organisations.ts'
import { keyOf } from './keys.ts'
import { writeRules } from './written-rules.ts'

/** Writes the first organisation of the bench into a store, with all its rules. */
export const fillStore = async (url: string, size?: Size): Promise<void> => {
  const store = await openStore(url)
  await writeRules(store, orgOf(0), rulesOf(0, size))
  await store.close()
}

/** Makes a key that may ask about anyone, through the service itself. */
export const checkKey = (url: URL, operator: string): Promise<string> =>
  keyOf({ url, operator }, orgOf(0), { role: 'guest', scopes: ['check'] })
