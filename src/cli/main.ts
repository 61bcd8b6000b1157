/**
 * The `kasbah` command owns the terminal interface of the service: words in, lines and an exit code out. It decides nothing and
 * keeps nothing; the rooms do the work. Exit codes: 0 done, 1 failed, 2 usage error, 3 the service did not answer or refused.
 */
import { VERSION } from '../config/version.ts'
import { explainFailure } from '../main.ts'
import { didYouMean } from '../model/nearest.ts'
import { readArguments } from './arguments.ts'
import { helpOn, overview } from './help.ts'
import { Unanswered, UsageError, type Verb } from './verb.ts'
import { checkVerb, explainVerb, whoamiVerb } from './verbs/ask.ts'
import { backupVerb } from './verbs/backup.ts'
import { configVerb } from './verbs/config.ts'
import { copyVerb } from './verbs/copy.ts'
import { doctorVerb } from './verbs/doctor.ts'
import { healthVerb } from './verbs/health.ts'
import { importVerb } from './verbs/import.ts'
import { keysRotateVerb } from './verbs/keys.ts'
import { loginVerb, logoutVerb } from './verbs/login.ts'
import { migrateVerb } from './verbs/migrate.ts'
import { policyLintVerb, policyTestVerb } from './verbs/policy.ts'
import { policyInstallVerb } from './verbs/policy-install.ts'
import { actionsVerb, filterVerb, listVerb, whoVerb } from './verbs/search.ts'
import { serveVerb } from './verbs/serve.ts'

const verbs: readonly Verb[] = [
  serveVerb,
  loginVerb,
  logoutVerb,
  whoamiVerb,
  checkVerb,
  explainVerb,
  listVerb,
  whoVerb,
  actionsVerb,
  filterVerb,
  keysRotateVerb,
  healthVerb,
  doctorVerb,
  configVerb,
  importVerb,
  backupVerb,
  copyVerb,
  migrateVerb,
  policyTestVerb,
  policyLintVerb,
  policyInstallVerb,
]

/** Runs the command with the words after its name. Answers the exit code. */
export async function run(words: readonly string[]): Promise<number> {
  process.stdout.on('error', passOverClosedPipe)
  try {
    return await dispatch(words)
  } catch (error) {
    const { lines, exitCode } = explained(error)
    for (const line of lines) console.error(`kasbah: ${line}`)
    return exitCode
  }
}

/** `kasbah ... | head` closes the pipe once it has read enough. */
const passOverClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
}

const explained = (error: unknown): ReturnType<typeof explainFailure> => {
  if (error instanceof UsageError) return { lines: [error.message], exitCode: 2 }
  return error instanceof Unanswered ? { lines: [error.message], exitCode: 3 } : explainFailure(error)
}

async function dispatch(words: readonly string[]): Promise<number> {
  const [word] = words
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    const asked = named(words.slice(1))
    console.log(asked ? helpOn(asked.verb) : overview(verbs))
    return 0
  }
  if (word === '--version' || word === '-v') {
    console.log(VERSION)
    return 0
  }
  const called = named(words)
  if (!called) throw new UsageError(`"${word}" is not a verb.${suggestion(words)}`)
  const { help, ...call } = readArguments(called.verb, called.rest)
  if (!help) return called.verb.run(call)
  console.log(helpOn(called.verb))
  return 0
}

/** The verb that the words begin with, and the words after it. A verb may be of two words. */
const named = (words: readonly string[]): { verb: Verb; rest: readonly string[] } | undefined => {
  for (const length of [2, 1]) {
    const verb = verbs.find(({ name }) => name === words.slice(0, length).join(' '))
    if (verb) return { verb, rest: words.slice(length) }
  }
  return undefined
}

const suggestion = (words: readonly string[]): string => {
  const names = verbs.map(({ name }) => name)
  const [one = '', two] = words
  return (two && didYouMean(`${one} ${two}`, names)) || didYouMean(one, names) || ' See kasbah --help.'
}
