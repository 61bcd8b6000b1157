import { describe, loadConfig } from '../../config/config.ts'
import type { Verb } from '../verb.ts'

export const configVerb: Verb = {
  name: 'config',
  about: 'Show every setting, its value (secrets masked) and where it came from.',
  takes: [],
  flags: { json: { about: 'As JSON' } },
  configured: true,
  run: async ({ flags, settings }) => {
    const described = describe(settings)
    if (flags.json) {
      console.log(JSON.stringify(described, null, 2))
    } else {
      const names = Math.max(...described.map(({ name }) => name.length))
      const values = Math.max(...described.map(({ value }) => (value || '(unset)').length))
      for (const { name, value, origin } of described)
        console.log(`${name.padEnd(names)}  ${(value || '(unset)').padEnd(values)}  ${origin}`)
    }
    // Printed first, then checked: settings that conflict are refused.
    loadConfig(settings)
    return 0
  },
}
