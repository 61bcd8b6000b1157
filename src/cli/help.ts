import { styleText } from 'node:util'
import { defaultOf } from '../config/config.ts'
import { factsOf, NAMES, Settings } from '../config/settings.ts'
import { settingFlags } from './arguments.ts'
import type { Verb } from './verb.ts'

const bold = (text: string): string => styleText('bold', text, { stream: process.stdout })
const dim = (text: string): string => styleText('dim', text, { stream: process.stdout })

/** Two columns, the first as wide as its widest entry. */
const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join('\n')
}

const usageOf = ({ name, takes, flags }: Verb): string =>
  ['kasbah', name, ...takes, ...(Object.keys(flags).length > 0 ? ['[FLAGS]'] : [])].join(' ')

/** What `kasbah --help` shows. */
export const overview = (verbs: readonly Verb[]): string =>
  [
    `${bold('kasbah')} decides who may do what with which dataset.`,
    '',
    bold('Use'),
    '  kasbah VERB [ARGUMENTS] [FLAGS]',
    '',
    bold('Verbs'),
    table(verbs.map(({ name, about }) => [name, about])),
    '',
    bold('Everywhere'),
    table([
      ['--help', 'Help on the command, or on a verb: kasbah serve --help'],
      ['--version', 'The version of this program'],
    ]),
    '',
    bold('For example'),
    '  kasbah serve --listen 127.0.0.1:9000',
    '  kasbah import people.csv --org acme --dry-run',
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
  const settings = verb.configured
    ? [
        '',
        bold('Settings as flags'),
        `  ${['config', ...settingFlags.keys()].map(flag => `--${flag}`).join(' ')}`,
        dim('  What they mean: kasbah --help'),
      ]
    : []
  return [
    verb.about,
    '',
    bold('Use'),
    `  ${usageOf(verb)}`,
    ...(flags.length > 0 ? ['', bold('Flags'), table(flags)] : []),
    ...settings,
  ].join('\n')
}
