/**
 * The `kasbah` command owns the terminal interface of the service: words in, lines and an exit code out. It decides nothing and
 * keeps nothing; the rooms do the work. Exit codes: 0 done, 1 failed, 2 usage error, 3 the service did not answer or refused.
 */
import { VERSION } from '../config/version.ts'
import { explainFailure } from '../main/explain-failure.ts'
import { didYouMean } from '../model/nearest.ts'
import { OPERATIONS } from './admin/operations.ts'
import { verbOf } from './admin/verb-of.ts'
import { readArguments } from './arguments.ts'
import { completionFor, SHELLS } from './completion.ts'
import { helpOn, helpOnNoun, overview } from './help.ts'
import { nounsOf, taskOf } from './nouns.ts'
import { withFlags } from './refused-flags.ts'
import { Unanswered, UsageError, type Verb } from './verb.ts'
import { accessReviewVerb } from './verbs/access-review.ts'
import { checkVerb, explainVerb, whoamiVerb } from './verbs/ask.ts'
import { auditExportVerb, decisionsExportVerb } from './verbs/audit-export.ts'
import { auditUsageVerb } from './verbs/audit-usage.ts'
import { auditVerifyVerb } from './verbs/audit-verify.ts'
import { backupVerb } from './verbs/backup.ts'
import { configVerb } from './verbs/config.ts'
import { copyVerb } from './verbs/copy.ts'
import { doctorVerb } from './verbs/doctor.ts'
import { exportVerb } from './verbs/export.ts'
import { healthVerb } from './verbs/health.ts'
import { importVerb } from './verbs/import.ts'
import { initVerb } from './verbs/init.ts'
import { keysRotateVerb } from './verbs/keys.ts'
import { loginVerb, logoutVerb } from './verbs/login.ts'
import { migrateVerb } from './verbs/migrate.ts'
import { policyLintVerb, policyTestVerb } from './verbs/policy.ts'
import { policyDiffVerb } from './verbs/policy-diff.ts'
import { policyFormatVerb } from './verbs/policy-format.ts'
import { policyInstallVerb } from './verbs/policy-install.ts'
import { policyApplyVerb, policyPlanVerb } from './verbs/policy-plan.ts'
import { policyReplayVerb } from './verbs/policy-replay.ts'
import { policyTextVerb } from './verbs/policy-text.ts'
import { resourceExportVerb, resourceImportVerb } from './verbs/resource-lines.ts'
import { actionsVerb, filterVerb, listVerb, whoVerb } from './verbs/search.ts'
import { serveVerb } from './verbs/serve.ts'
import { tokenVerb } from './verbs/token.ts'

const completionVerb: Verb = {
  name: 'completion',
  about: `Print a completion script for a shell: ${SHELLS.join(', ')}.`,
  example: 'source <(kasbah completion bash)',
  takes: ['SHELL'],
  flags: {},
  configured: false,
  run: async ({ args }) => {
    const shell = SHELLS.find(known => known === args[0])
    if (shell === undefined) throw new UsageError(`there is a completion for ${SHELLS.join(', ')}.`)
    process.stdout.write(completionFor(shell, verbs))
    return 0
  },
}

const verbs: readonly Verb[] = [
  serveVerb,
  initVerb,
  loginVerb,
  logoutVerb,
  tokenVerb,
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
  completionVerb,
  importVerb,
  exportVerb,
  backupVerb,
  copyVerb,
  migrateVerb,
  policyTestVerb,
  policyLintVerb,
  policyInstallVerb,
  policyFormatVerb,
  policyDiffVerb,
  policyTextVerb,
  policyPlanVerb,
  policyApplyVerb,
  policyReplayVerb,
  resourceImportVerb,
  resourceExportVerb,
  auditVerifyVerb,
  auditUsageVerb,
  accessReviewVerb,
  auditExportVerb,
  decisionsExportVerb,
  ...OPERATIONS.map(verbOf),
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
    console.log(helpFor(words.slice(1)))
    return 0
  }
  if (word === '--version' || word === '-v') {
    console.log(VERSION)
    return 0
  }
  const called = named(words)
  if (!called) throw unknown(words)
  const { help, ...call } = readArguments(called.verb, called.rest)
  if (help) {
    console.log(helpOn(called.verb))
    return 0
  }
  try {
    return await called.verb.run(call)
  } catch (error) {
    throw withFlags(error, called.verb)
  }
}

/** Help on a verb, on the tasks of a noun, or on the whole. @throws UsageError */
const helpFor = (words: readonly string[]): string => {
  const [noun] = words
  if (noun === undefined) return overview(verbs)
  const asked = named(words)
  if (asked) return helpOn(asked.verb)
  const tasks = nounsOf(verbs).get(noun)
  if (!tasks) throw unknown(words)
  return helpOnNoun(noun, tasks)
}

/** The verb that the words begin with, and the words after it. A verb may be of two words. */
const named = (words: readonly string[]): { verb: Verb; rest: readonly string[] } | undefined => {
  for (const length of [2, 1]) {
    const verb = verbs.find(({ name }) => name === words.slice(0, length).join(' '))
    if (verb) return { verb, rest: words.slice(length) }
  }
  return undefined
}

const unknown = (words: readonly string[]): UsageError => {
  const [one = '', two] = words
  const tasks = nounsOf(verbs).get(one)
  if (!tasks) return new UsageError(`"${one}" is not a verb.${suggestion(words)}`)
  if (two === undefined || two.startsWith('-'))
    return new UsageError(`"${one}" is not a verb.${listed(one, tasks)}`)
  const meant = didYouMean(two, tasks.map(taskOf))
  return new UsageError(`"${two}" is not a task of ${one}.${meant || listed(one, tasks)}`)
}

const listed = (noun: string, tasks: readonly Verb[]): string =>
  ` Tasks: ${tasks.map(taskOf).join(', ')}. See kasbah help ${noun}.`

const suggestion = ([one = '', two]: readonly string[]): string => {
  const names = [...verbs.map(({ name }) => name), ...nounsOf(verbs).keys()]
  return (two && didYouMean(`${one} ${two}`, names)) || didYouMean(one, names) || ' See kasbah --help.'
}
