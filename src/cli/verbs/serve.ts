import { loadConfig } from '../../config/config.ts'
import type { Verb } from '../verb.ts'

export const serveVerb: Verb = {
  name: 'serve',
  about: 'Start the service (also: npm start).',
  takes: [],
  flags: {},
  configured: true,
  run: async ({ settings }) => {
    const { serve } = await import('../../main.ts')
    return serve(loadConfig(settings))
  },
}
