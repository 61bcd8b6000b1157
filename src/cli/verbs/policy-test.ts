import type { Verb } from '../verb.ts'

export const policyTestVerb: Verb = {
  name: 'policy test',
  about: 'Check the policy set in FOLDER and ask the engine every case of its tests.',
  takes: ['FOLDER'],
  flags: {},
  configured: false,
  run: async ({ args: [folder = ''] }) => {
    // Loaded when it is asked for: the engine would slow every other verb down.
    const { tryPolicy } = await import('./policy-trial.ts')
    return tryPolicy(folder)
  },
}
