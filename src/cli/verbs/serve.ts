import { basename, dirname, resolve } from 'node:path'
import { loadConfig } from '../../config/config.ts'
import { readFixture } from '../../policy/fixture.ts'
import { textIn } from '../named-files.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'

export const serveVerb: Verb = {
  name: 'serve',
  about: 'Start the service (also: npm start).',
  takes: [],
  flags: {
    set: {
      about: 'Try out the policy set of this folder, in memory: everything is forgotten at the end',
      value: 'FOLDER',
    },
    fixture: { about: 'With --set: the people and resources that are there', value: 'FILE' },
  },
  configured: true,
  run: async call => {
    const { serve } = await import('../../main/serve.ts')
    const { set, fixture } = call.flags
    if (set === undefined && fixture === undefined) return serve(loadConfig(call.settings))
    if (typeof set !== 'string' || typeof fixture !== 'string')
      throw new UsageError('kasbah serve takes --set and --fixture together.')
    return tried(call, set, fixture)
  },
}

/** The folder's neighbours are installed too: a set is known by the name of its folder. */
const tried = async ({ settings }: Call, folder: string, file: string): Promise<number> => {
  const { serve } = await import('../../main/serve.ts')
  const fixture = readFixture(await textIn(file), file)
  const set = resolve(folder)
  const flags = {
    ...settings.flags,
    KASBAH_STORE: 'sqlite::memory:',
    KASBAH_POLICIES: dirname(set),
    KASBAH_DEFAULT_ORG: fixture.organisation,
  }
  return serve(loadConfig({ ...settings, flags }), { set: basename(set), fixture })
}
