import { watch } from 'node:fs'
import type { PolicyReport, Printer } from '../policy-report/report.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { SET } from './policy-diff.ts'

// Loaded on demand: loading the engine would slow every other verb down.

const FORMATS: Readonly<Record<string, () => Promise<Printer>>> = {
  text: async () => (await import('../policy-report/text.ts')).printText,
  json: async () => (await import('../policy-report/json.ts')).printJson,
  sarif: async () => (await import('../policy-report/sarif.ts')).printSarif,
  junit: async () => (await import('../policy-report/junit.ts')).printJunit,
}

const EVERY_CHECK = {
  format: { about: `How to print: ${Object.keys(FORMATS).join(', ')}. Default: text`, value: 'FORMAT' },
  watch: { about: 'Check again whenever a file changes, until you press Ctrl-C' },
}

const printerOf = ({ flags }: Call): Promise<Printer> => {
  const format = flags.format ?? 'text'
  const load = typeof format === 'string' && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined
  if (load === undefined)
    throw new UsageError(`--format is one of ${Object.keys(FORMATS).join(', ')}, not "${format}".`)
  return load()
}

/** Checks and prints, once or whenever a file changes. Answers the exit code. */
async function check(call: Call, report: () => Promise<PolicyReport>): Promise<number> {
  const print = await printerOf(call)
  const { isFine } = await import('../policy-report/report.ts')
  const once = async (): Promise<number> => {
    const made = await report()
    process.stdout.write(print(made))
    return isFine(made) ? 0 : 1
  }
  if (call.flags.watch !== true) return once()
  const [path = ''] = call.args
  if (path === '-') throw new UsageError('--watch needs a file or a folder: standard input ends.')
  const changes = changesIn(path)
  for (;;) {
    try {
      await once()
    } catch (error) {
      // A file may be read while an editor writes it: the next change mends that.
      if (!(error instanceof UsageError)) throw error
      console.error(`kasbah: ${error.message}`)
    }
    await changes.next()
  }
}

/** An editor saves in several steps; they are waited for. */
const SETTLE_MS = 100

/** Waits for a change that has not been seen. @throws UsageError when there is no such folder */
const changesIn = (folder: string) => {
  let [changed, wake] = [false, () => {}]
  try {
    watch(folder, () => {
      changed = true
      wake()
    })
  } catch {
    throw new UsageError(`${folder}: this cannot be watched.`)
  }
  return {
    async next(): Promise<void> {
      if (!changed)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      await new Promise(resolve => setTimeout(resolve, SETTLE_MS))
      changed = false
    },
  }
}

/** @throws UsageError for anything but a percentage of all tests */
const minCoverageOf = ({ flags }: Call): { minCoverage?: number } => {
  const text = flags['min-coverage']
  if (typeof text !== 'string') return {}
  if (!/^\d{1,3}$/.test(text) || Number(text) > 100)
    throw new UsageError(`--min-coverage is a percentage from 0 to 100, not "${text}".`)
  if (flags.filter !== undefined) throw new UsageError('--min-coverage needs all cases: leave --filter out.')
  return { minCoverage: Number(text) }
}

const filterOf = ({ flags: { filter } }: Call) => (typeof filter === 'string' ? { filter } : {})

const setOf = ({ flags: { set } }: Call) => (typeof set === 'string' ? { setFolder: set } : {})

export const policyTestVerb: Verb = {
  name: 'policy test',
  about:
    'Check the policy set in PATH, a folder or one of its files, and run its tests. Exit code 0: all as expected; 1: something is wrong; 2: it cannot be read.',
  takes: ['PATH'],
  flags: {
    ...EVERY_CHECK,
    set: { about: 'The folder of the set, when PATH holds only tests.yaml', value: 'FOLDER' },
    filter: { about: 'Run only the cases with this text in their names', value: 'TEXT' },
    'min-coverage': {
      about: 'Exit code 1 when the tests cover less of the rules and cells',
      value: 'PERCENT',
    },
  },
  configured: false,
  run: async call => {
    const options = { ...filterOf(call), ...minCoverageOf(call), ...setOf(call) }
    const { testPolicy } = await import('./policy-trial.ts')
    return check(call, () => testPolicy(call.args[0] ?? '', options))
  },
}

export const policyLintVerb: Verb = {
  name: 'policy lint',
  about:
    'Name what is wrong, and what is probably a mistake: in a policy set or one of its files, or in the rules of an organisation, a file or - for standard input. Exit code 0: nothing; 1: something; 2: it cannot be read.',
  example: 'kasbah policy text | kasbah policy lint -',
  takes: ['PATH'],
  flags: {
    ...EVERY_CHECK,
    set: {
      about: 'Of the rules of an organisation: the folder of their set. Default: policies/datasets',
      value: 'FOLDER',
    },
  },
  configured: false,
  run: async call => {
    const { lintPolicy } = await import('./policy-trial.ts')
    const { set = SET } = call.flags
    return check(call, () => lintPolicy(call.args[0] ?? '', String(set)))
  },
}
