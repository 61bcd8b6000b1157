import { parseArgs } from 'node:util'
import { factsOf, NAMES, type SettingName, Settings } from '../config/settings.ts'
import { didYouMean } from '../model/nearest.ts'
import { type Call, UsageError, usageOf, type Verb } from './verb.ts'

/** `KASBAH_LOG_LEVEL` -> `log-level`. */
const flagOf = (name: string): string => name.slice('KASBAH_'.length).toLowerCase().replaceAll('_', '-')

/**
 * The settings that may be given as flags: all except secrets, because every user of the machine can see the words of a command.
 */
export const settingFlags: ReadonlyMap<string, SettingName> = new Map(
  NAMES.filter(name => factsOf(Settings.shape[name]).secret !== 'whole').map(name => [flagOf(name), name]),
)

/** The flags of every verb. */
const EVERYWHERE: Readonly<Record<string, boolean>> = { help: false, version: false }

/** Parses the words after the verb. @throws UsageError naming the first word that is not understood */
export function readArguments(verb: Verb, words: readonly string[]): Call & { help: boolean } {
  const known = knownFlags(verb)
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      [...known].map(([name, valued]) => [name, { type: valued ? 'string' : 'boolean' }]),
    ),
  })
  const args: string[] = []
  const flags: Record<string, string | true> = {}
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value)
    if (token.kind === 'option') flags[token.name] = readFlag(verb, known, token)
  }
  const help = 'help' in flags
  if (!help) requireArguments(verb, args)
  return { args, help, flags: own(verb, flags), settings: { flags: settings(verb, flags) } }
}

const knownFlags = (verb: Verb): ReadonlyMap<string, boolean> =>
  new Map([
    ...Object.entries(EVERYWHERE),
    ...Object.entries(verb.flags).map(([name, { value }]) => [name, value !== undefined] as const),
    ...(verb.configured ? ['config', ...settingFlags.keys()].map(name => [name, true] as const) : []),
  ])

const readFlag = (
  verb: Verb,
  known: ReadonlyMap<string, boolean>,
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
): string | true => {
  const valued = known.get(name)
  if (valued === undefined) {
    const meant = didYouMean(
      rawName,
      [...known.keys()].map(flag => `--${flag}`),
    )
    throw new UsageError(`${rawName} is not a flag of kasbah ${verb.name}.${meant}`)
  }
  if (valued && value === undefined) throw new UsageError(`${rawName} needs a value.`)
  if (!valued && value !== undefined) throw new UsageError(`${rawName} takes no value.`)
  return value ?? true
}

const requireArguments = (verb: Verb, args: readonly string[]): void => {
  const use = ` Use: ${usageOf(verb)}`
  const missing = verb.takes[args.length]
  if (missing !== undefined) throw new UsageError(`kasbah ${verb.name} needs ${missing}.${use}`)
  const extra = args[verb.takes.length]
  if (extra !== undefined) throw new UsageError(`kasbah ${verb.name} does not take "${extra}".${use}`)
}

const own = (verb: Verb, flags: Readonly<Record<string, string | true>>) =>
  Object.fromEntries(Object.entries(flags).filter(([name]) => Object.hasOwn(verb.flags, name)))

/** A flag of the verb itself is no setting, whatever its name: `member add --role guest`. */
const settings = (verb: Verb, flags: Readonly<Record<string, string | true>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(flags).flatMap(([flag, value]) => {
      if (Object.hasOwn(verb.flags, flag)) return []
      const name = flag === 'config' ? 'KASBAH_CONFIG' : settingFlags.get(flag)
      return name === undefined || value === true ? [] : [[name, value]]
    }),
  )
