import { loadConfig } from '../../config/config.ts'
import type { Verb } from '../verb.ts'

export const backupVerb: Verb = {
  name: 'backup',
  about:
    'Copy the embedded store to FILE, also while it is served. To restore, stop the service and put FILE in the place of the store.',
  takes: ['FILE'],
  flags: {},
  configured: true,
  run: async ({ args: [file = ''], settings }) => {
    const config = loadConfig(settings)
    const { backupTo } = await import('../../compose/upkeep.ts')
    backupTo(config, file)
    console.log(`copied to ${file}; it holds all that the store holds, so keep it as safe`)
    return 0
  },
}
