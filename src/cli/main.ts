#!/usr/bin/env node
/**
 * The `kasbah` command owns how people at a terminal talk to the service: words in, lines and an exit code out. It decides
 * nothing and keeps nothing; what it does, the rooms do. Exit codes: 0 done, 1 could not, 2 not understood.
 */
import { enableCompileCache } from 'node:module'
import { didYouMean } from '../config/nearest.ts'
import { VERSION } from '../config/version.ts'
import { explainFailure } from '../main.ts'
import { readArguments } from './arguments.ts'
import { helpOn, overview } from './help.ts'
import { UsageError, type Verb } from './verb.ts'
import { configVerb } from './verbs/config.ts'
import { healthVerb } from './verbs/health.ts'
import { serveVerb } from './verbs/serve.ts'

const verbs: readonly Verb[] = [serveVerb, healthVerb, configVerb]

/** Runs the command with the words after its name. Answers the exit code. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    return await dispatch(words)
  } catch (error) {
    const { lines, exitCode } =
      error instanceof UsageError ? { lines: [error.message], exitCode: 2 } : explainFailure(error)
    for (const line of lines) console.error(`kasbah: ${line}`)
    return exitCode
  }
}

async function dispatch([word, ...rest]: readonly string[]): Promise<number> {
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    const verb = verbs.find(({ name }) => name === rest[0])
    console.log(verb ? helpOn(verb) : overview(verbs))
    return 0
  }
  if (word === '--version' || word === '-v') {
    console.log(VERSION)
    return 0
  }
  const verb = verbs.find(({ name }) => name === word)
  if (!verb) throw new UsageError(`"${word}" is not a verb.${suggestion(word)}`)
  const { help, ...call } = readArguments(verb, rest)
  if (!help) return verb.run(call)
  console.log(helpOn(verb))
  return 0
}

const suggestion = (word: string): string =>
  didYouMean(
    word,
    verbs.map(({ name }) => name),
  ) || ' See kasbah --help.'

if (import.meta.main) {
  enableCompileCache()
  process.exitCode = await run(process.argv.slice(2))
}
