import { loadConfig } from '../../config/config.ts'
import type { Verb } from '../verb.ts'

export const doctorVerb: Verb = {
  name: 'doctor',
  about: 'Look the settings and the whole store over, changing nothing. Exit code 0: all is well.',
  takes: [],
  flags: {},
  configured: true,
  run: async ({ settings }) => {
    const config = loadConfig(settings)
    const { inspect } = await import('../../compose/upkeep.ts')
    const { id, version, organisations, rules, changes, findings } = inspect(config)
    console.log('settings   ok')
    console.log(`store      ${id}, version ${version}`)
    console.log(`holds      ${organisations} organisations, ${rules} rules, ${changes} changes`)
    for (const finding of findings) console.log(`wrong      ${finding}`)
    if (findings.length === 0) console.log('all is well')
    return findings.length === 0 ? 0 : 1
  },
}
