import { styleText } from 'node:util'
import { defaultOf } from '../config/config.ts'
import { factsOf, NAMES, type SettingName, Settings } from '../config/settings.ts'
import { settingFlags } from './arguments.ts'
import { nounsOf, taskOf } from './nouns.ts'
import { usageOf, type Verb } from './verb.ts'

const bold = (text: string): string => styleText('bold', text, { stream: process.stdout })
const dim = (text: string): string => styleText('dim', text, { stream: process.stdout })

/** Two columns, the first as wide as its widest entry. */
const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join('\n')
}

/** What `kasbah --help` shows. */
export const overview = (verbs: readonly Verb[]): string =>
  [
    `${bold('kasbah')} decides who may do what with which dataset.`,
    '',
    bold('Use'),
    '  kasbah VERB [ARGUMENTS] [FLAGS]',
    '',
    bold('Verbs'),
    table(verbs.filter(({ name }) => !name.includes(' ')).map(({ name, about }) => [name, about])),
    '',
    bold('Tasks'),
    table([...nounsOf(verbs)].map(([noun, of]) => [noun, of.map(taskOf).join(', ')])),
    '',
    bold('Everywhere'),
    table([
      ['--help', 'Help on the command, a verb or a task: kasbah serve --help, kasbah help member'],
      ['--version', 'The version of this program'],
    ]),
    '',
    bold('For example'),
    '  kasbah serve --listen 127.0.0.1:9000',
    '  kasbah import people.csv --org acme --dry-run',
    '  kasbah grant set streets user:ann can_edit',
    '  kasbah policy test policies/datasets',
    '',
    bold('Settings'),
    dim('  From the environment; or a YAML or JSON file of the same names (--config FILE or KASBAH_CONFIG);'),
    dim(
      '  or, but for secrets, as flags: KASBAH_LOG_LEVEL is --log-level. A secret NAME may be in the file NAME_FILE.',
    ),
    '',
    ...NAMES.flatMap(name => [
      `  ${name}${defaultOf(name) === '' ? '' : dim(` = ${defaultOf(name)}`)}`,
      `      ${factsOf(Settings.shape[name]).about}`,
    ]),
  ].join('\n')

/** What `kasbah VERB --help` shows. */
export const helpOn = (verb: Verb): string => {
  const flags = Object.entries(verb.flags).map(
    ([name, { about, value }]) => [`--${name}${value ? ` ${value}` : ''}`, about] as const,
  )
  const settings = verb.configured ? ['', ...settingsOf(verb)] : []
  return [
    verb.about,
    '',
    bold('Use'),
    `  ${usageOf(verb)}`,
    ...(verb.example === undefined ? [] : ['', bold('For example'), `  ${verb.example}`]),
    ...(flags.length > 0 ? ['', bold('Flags'), table(flags)] : []),
    ...settings,
  ].join('\n')
}

/** A verb that only asks a service needs to know where it is; one that is or opens a service takes all of its settings. */
const settingsOf = ({ flags, goesBy }: Verb): readonly string[] => {
  const few = goesBy ?? (flags.url !== undefined && !OPENING.some(flag => flag in flags) ? ASKING : undefined)
  if (few) return [dim(`  Settings: ${few.join(', ')}, or a file that has them: --config FILE`)]
  return [
    bold('Settings as flags'),
    `  ${['config', ...settingFlags.keys()].map(flag => `--${flag}`).join(' ')}`,
    dim('  What they mean: kasbah --help'),
  ]
}

const ASKING: readonly SettingName[] = ['KASBAH_URL', 'KASBAH_TOKEN']
/** Flags by which the store itself is opened in place of a service. */
const OPENING = ['stopped', 'in-store']

/** What `kasbah help NOUN` shows: each task with an example. */
export const helpOnNoun = (noun: string, verbs: readonly Verb[]): string =>
  [
    bold(`kasbah ${noun}`),
    '',
    ...verbs.flatMap(verb => [
      `  ${usageOf(verb)}`,
      `      ${verb.about}`,
      ...(verb.example === undefined ? [] : [dim(`      ${verb.example}`)]),
    ]),
    '',
    dim(`  The flags of one: kasbah ${noun} TASK --help`),
  ].join('\n')
