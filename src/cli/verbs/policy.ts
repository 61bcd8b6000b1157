import type { Verb } from '../verb.ts'

// Loaded on demand: loading the engine would slow every other verb down.

export const policyTestVerb: Verb = {
  name: 'policy test',
  about: 'Check the policy set in FOLDER and run its tests.',
  takes: ['FOLDER'],
  flags: {},
  configured: false,
  run: async ({ args: [folder = ''] }) => {
    const { tryPolicy } = await import('./policy-trial.ts')
    return tryPolicy(folder)
  },
}

export const policyLintVerb: Verb = {
  name: 'policy lint',
  about: 'Check the policy set in FOLDER, and name what is probably a mistake.',
  takes: ['FOLDER'],
  flags: { strict: { about: 'Exit code 1 when anything is named' } },
  configured: false,
  run: async ({ args: [folder = ''], flags }) => {
    const { lintPolicy } = await import('./policy-trial.ts')
    return lintPolicy(folder, flags.strict === true)
  },
}
