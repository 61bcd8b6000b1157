import { loadConfig } from '../../config/config.ts'
import { counted } from '../../model/counted.ts'
import type { Verb } from '../verb.ts'

export const doctorVerb: Verb = {
  name: 'doctor',
  about:
    'Check the settings and the whole store, also while it is served. Exit code 0: nothing is wrong; 1: something is.',
  takes: [],
  flags: {
    repair: {
      about:
        'Repair what can be repaired, as changes in the history. Stop the service of an embedded store first',
    },
  },
  configured: true,
  run: async ({ flags, settings }) => {
    const config = loadConfig(settings)
    const { checkUp, checkUpAndMend } = await import('../../compose/checkup.ts')
    const { versionOf } = await import('../../compose/whole-store.ts')
    const { present } = await versionOf(config.store)
    console.log('settings   ok')
    console.log(`store      version ${present}`)
    const tally = createTally()
    await (flags.repair === true ? checkUpAndMend : checkUp)(config, tally)
    return tally.end()
  },
}

type Report = Parameters<typeof import('../../compose/checkup.ts')['checkUp']>[1]
type Examined = Parameters<Report['organisation']>[0]

/** How many examples a line shows of what it counts. */
const EXAMPLES = 3

/** What is wrong with an organisation, a line each. */
const linesOf = ({ org, faults, drift, looseEnds }: Examined): string[] => [
  ...faults.map(fault => `${org}: ${fault}`),
  ...(drift === undefined ? [] : [`${org}: ${drift}`]),
  ...Map.groupBy(looseEnds, ({ kind }) => kind)
    .entries()
    .map(([kind, ends]) => {
      const shown = ends.slice(0, EXAMPLES).map(({ what }) => what)
      return `${org}: ${kind} (${ends.length}): ${shown.join('; ')}${ends.length > EXAMPLES ? '; ...' : ''}`
    }),
]

/** Prints findings as they come, and counts those that stay wrong. */
const createTally = (): Report & { end(): number } => {
  const sum = { organisations: 0, rules: 0, changes: 0, wrong: 0 }
  const say = (lines: readonly string[]): number => {
    for (const line of lines) console.log(`wrong      ${line}`)
    return lines.length
  }
  let last = 0
  return {
    file: findings => {
      sum.wrong += say(findings)
    },
    organisation: found => {
      sum.organisations += 1
      sum.rules += found.rules
      sum.changes += found.changes
      last = say(linesOf(found))
      sum.wrong += last
    },
    mended: (found, revisions) => {
      const left = linesOf(found)
      sum.wrong += left.length - last
      const made = revisions.length > 0 ? ` by revision ${revisions.join(', ')}` : ''
      console.log(`mended     ${found.org}${made}; ${left.length === 0 ? 'nothing' : left.length} left`)
    },
    end: () => {
      console.log(
        `holds      ${counted(sum.organisations, 'organisation')}, ${counted(sum.rules, 'rule')}, ${counted(sum.changes, 'change')}`,
      )
      console.log(sum.wrong === 0 ? 'all is well' : `${counted(sum.wrong, 'thing is', 'things are')} wrong`)
      return sum.wrong === 0 ? 0 : 1
    },
  }
}
