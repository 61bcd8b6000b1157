import { loadConfig } from '../../config/config.ts'
import type { Verb } from '../verb.ts'

export const migrateVerb: Verb = {
  name: 'migrate',
  about:
    'Bring the store up to this version. `serve` does this, too; on MongoDB, run it before the first new process starts.',
  takes: [],
  flags: { check: { about: 'Change nothing. Exit code 1 when there is something to do' } },
  configured: true,
  run: async ({ flags, settings }) => {
    const { store } = loadConfig(settings)
    const { migrateStore, versionOf } = await import('../../compose/whole-store.ts')
    const check = flags.check === true
    const { present, newest } = check ? await versionOf(store) : await migrateStore(store)
    const steps = newest - present
    if (steps <= 0) console.log(`the store is of version ${present}: nothing to do`)
    else if (check) console.log(`the store is of version ${present}, and this program wants ${newest}`)
    else if (present === 0) console.log(`made a new store of version ${newest}`)
    else console.log(`brought the store from version ${present} to ${newest}`)
    return check && steps > 0 ? 1 : 0
  },
}
