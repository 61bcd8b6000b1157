import type { z } from 'zod'
import { didYouMean } from '../model/nearest.ts'
import { ConfigError } from './config-error.ts'
import { factsOf, isSetting, NAMES, type SettingName, Settings, type Values } from './settings.ts'
import { readSettingsFile, readText } from './settings-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where settings come from; a later source wins: default, file, environment, flag. */
export interface Inputs {
  /** The process's own when absent. */
  readonly env?: Environment
  /** By setting name; `KASBAH_CONFIG` among them names the settings file. */
  readonly flags?: Readonly<Record<string, string>>
}

export type Origin = 'default' | 'file' | 'environment' | 'flag'

export interface Resolved {
  readonly values: Values
  /** The texts as given, and the source of each. A setting with its default is absent. */
  readonly given: ReadonlyMap<SettingName, Given>
}

interface Given {
  readonly text: string
  readonly origin: Origin
  /** The file it was read from, for `_FILE` variants. */
  readonly from?: string
}

/** Variables that Kubernetes and Docker links put in for a service that happens to be called kasbah. */
const INJECTED =
  /^KASBAH_(?:[A-Z0-9_]+_)?(?:SERVICE_(?:HOST|PORT)(?:_.*)?|PORT(?:_\d+_(?:TCP|UDP)(?:_.*)?)?)$/

/**
 * Collects the settings and parses each.
 * @throws ConfigError with a line for every unknown name and bad value
 */
export function resolveSettings({ env = process.env, flags = {} }: Inputs): Resolved {
  // An empty text means unset, here as everywhere in the environment.
  const path = flags.KASBAH_CONFIG ?? (env.KASBAH_CONFIG || undefined)
  const faults: string[] = []
  const given = new Map<SettingName, Given>()
  const collect = (source: Readonly<Record<string, string | undefined>>, origin: Origin) => {
    // NAME_FILE after NAME, so that it wins: an image may set NAME to its default.
    for (const [name, text] of Object.entries(source).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (text === undefined || name === 'KASBAH_CONFIG') continue
      const found = read(name, text, origin)
      if (typeof found === 'string') faults.push(found)
      else given.set(found.name, found.given)
    }
  }
  if (path !== undefined) collect(readSettingsFile(path), 'file')
  collect(ours(env), 'environment')
  collect(flags, 'flag')

  const values: Record<string, unknown> = {}
  for (const name of NAMES) {
    const parsed: z.ZodSafeParseResult<unknown> = Settings.shape[name].safeParse(given.get(name)?.text)
    if (parsed.success) values[name] = parsed.data
    else
      faults.push(
        `${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}${shown(name, given.get(name))}.`,
      )
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return { values: values as Values, given }
}

/** The part of the environment that is ours. An empty text means unset, as compose files write it. */
const ours = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name, text]) =>
        name.startsWith('KASBAH_') && text !== '' && (isSetting(name) || !INJECTED.test(name)),
    ),
  )

/** One name and its text; a sentence when the name is not one of ours. */
function read(name: string, text: string, origin: Origin): { name: SettingName; given: Given } | string {
  if (isSetting(name)) return { name, given: { text, origin } }
  const base = name.replace(/_FILE$/, '')
  if (base !== name && isSetting(base) && factsOf(Settings.shape[base]).secret)
    return { name: base, given: { text: readText(text).trim(), origin, from: text } }
  const where = origin === 'file' ? ' in the settings file' : ''
  return `${name}${where} is not a setting.${didYouMean(name, [...NAMES, 'KASBAH_CONFIG'])}`
}

const shown = (name: SettingName, given: Given | undefined): string =>
  given && !factsOf(Settings.shape[name]).secret ? `, not "${given.text.slice(0, 80)}"` : ''
