/**
 * The `kasbah` command owns the terminal interface of the service: words in, lines and an exit code out. It decides nothing and
 * keeps nothing; the rooms do the work. Exit codes: 0 done, 1 failed, 2 usage error, 3 the service did not answer or refused.
 */
import { VERSION } from '../config/version.ts'
import { explainFailure } from '../main/explain-failure.ts'
import { didYouMean } from '../model/nearest.ts'
import { readArguments } from './arguments.ts'
import { helpOn, helpOnNoun, overview } from './help.ts'
import { nounsOf, taskOf } from './nouns.ts'
import { withFlags } from './refused-flags.ts'
import { Unanswered, UsageError, type Verb } from './verb.ts'
import { serveVerb } from './verbs/serve.ts'

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

/** A service keeps what it has loaded as long as it lives: the other verbs stay out of it. */
const verbsFor = async ([word]: readonly string[]): Promise<readonly Verb[]> =>
  word === serveVerb.name ? [serveVerb] : (await import('./verbs.ts')).verbs

async function dispatch(words: readonly string[]): Promise<number> {
  const [word] = words
  const verbs = await verbsFor(words)
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    console.log(
      helpFor(
        words.slice(1).filter(each => !each.startsWith('-')),
        verbs,
      ),
    )
    return 0
  }
  if (word === '--version' || word === '-v') {
    console.log(VERSION)
    return 0
  }
  const called = named(words, verbs)
  if (!called) throw unknown(words, verbs)
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
const helpFor = (words: readonly string[], verbs: readonly Verb[]): string => {
  const [noun] = words
  if (noun === undefined) return overview(verbs)
  const asked = named(words, verbs)
  if (asked) return helpOn(asked.verb)
  const tasks = nounsOf(verbs).get(noun)
  if (!tasks) throw unknown(words, verbs)
  return helpOnNoun(noun, tasks)
}

/** The verb that the words begin with, and the words after it. A verb may be of two words. */
const named = (
  words: readonly string[],
  verbs: readonly Verb[],
): { verb: Verb; rest: readonly string[] } | undefined => {
  for (const length of [2, 1]) {
    const verb = verbs.find(({ name }) => name === words.slice(0, length).join(' '))
    if (verb) return { verb, rest: words.slice(length) }
  }
  return undefined
}

const unknown = (words: readonly string[], verbs: readonly Verb[]): UsageError => {
  const [one = '', two] = words
  const tasks = nounsOf(verbs).get(one)
  if (!tasks) return new UsageError(`"${one}" is not a verb.${suggestion(words, verbs)}`)
  if (two === undefined || two.startsWith('-'))
    return new UsageError(`"${one}" is not a verb.${listed(one, tasks)}`)
  const meant = didYouMean(two, tasks.map(taskOf))
  return new UsageError(`"${two}" is not a task of ${one}.${meant || listed(one, tasks)}`)
}

const listed = (noun: string, tasks: readonly Verb[]): string =>
  ` Tasks: ${tasks.map(taskOf).join(', ')}. See kasbah help ${noun}.`

const suggestion = ([one = '', two]: readonly string[], verbs: readonly Verb[]): string => {
  const names = [...verbs.map(({ name }) => name), ...nounsOf(verbs).keys()]
  return (two && didYouMean(`${one} ${two}`, names)) || didYouMean(one, names) || ' See kasbah --help.'
}
