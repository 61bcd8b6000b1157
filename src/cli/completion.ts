/** Completion scripts for shells: the verbs and their flags, written out, so that a Tab starts no process. */
import { nounsOf, taskOf } from './nouns.ts'
import type { Verb } from './verb.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

const firstWords = (verbs: readonly Verb[]): readonly string[] => [
  ...new Set(verbs.map(({ name }) => name.split(' ')[0] ?? name)),
]

const flagsOf = ({ flags }: Verb): readonly string[] => Object.keys(flags).map(flag => `--${flag}`)

const words = (all: readonly string[]): string => `words='${all.join(' ')}'`

const bash = (verbs: readonly Verb[]): string => {
  const tasks = [...nounsOf(verbs)].map(([noun, of]) => `        ${noun}) ${words(of.map(taskOf))} ;;`)
  const flags = verbs.map(verb => {
    const pattern = verb.name.includes(' ') ? `'${verb.name}'` : `'${verb.name} '*`
    return `        ${pattern}) ${words([...flagsOf(verb), '--help'])} ;;`
  })
  return `# kasbah completion bash: put this into your shell with: source <(kasbah completion bash)
_kasbah() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=''
  case $COMP_CWORD in
    1) ${words([...firstWords(verbs), 'help'])} ;;
    2)
      case "\${COMP_WORDS[1]}" in
        help) ${words(firstWords(verbs))} ;;
${tasks.join('\n')}
      esac ;;
  esac
  if [ -z "$words" ]; then
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${flags.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _kasbah kasbah
`
}

/** zsh reads completions of bash. */
const zsh = (verbs: readonly Verb[]): string =>
  `autoload -U +X compinit bashcompinit && compinit && bashcompinit\n${bash(verbs).replaceAll('completion bash', 'completion zsh')}`

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`

/** The words of its name are there. */
const seenAll = ({ name }: Verb): string =>
  name
    .split(' ')
    .map(word => `__fish_seen_subcommand_from ${word}`)
    .join('; and ')

const isFile = (placeholder: string): boolean => /FILE|FOLDER|PATH/.test(placeholder)

const fish = (verbs: readonly Verb[]): string => {
  const nouns = nounsOf(verbs)
  const plain = verbs.filter(({ name }) => !name.includes(' '))
  // Files are offered where one is taken, and nowhere else.
  const files = verbs.filter(({ takes }) => takes.some(isFile)).map(verb => `-n ${quoted(seenAll(verb))} -F`)
  const helped = firstWords(verbs).map(
    word =>
      `-n ${quoted('__fish_seen_subcommand_from help; and test (count (commandline -opc)) -eq 2')} -a ${word}`,
  )
  const first = [
    '-f',
    `-n __fish_use_subcommand -a help -d ${quoted('Help on a verb or a task')}`,
    ...helped,
    ...files,
    ...plain.map(({ name, about }) => `-n __fish_use_subcommand -a ${name} -d ${quoted(about)}`),
    ...[...nouns.keys()].map(noun => `-n __fish_use_subcommand -a ${noun}`),
  ]
  const second = [...nouns].flatMap(([noun, of]) => {
    const tasks = of.map(taskOf)
    const none = `not __fish_seen_subcommand_from ${tasks.join(' ')}`
    return of.map(
      verb =>
        `-n ${quoted(`__fish_seen_subcommand_from ${noun}; and ${none}`)} -a ${taskOf(verb)} -d ${quoted(verb.about)}`,
    )
  })
  const flags = verbs.flatMap(verb =>
    Object.entries(verb.flags).map(
      ([flag, { about, value = '' }]) =>
        `-n ${quoted(seenAll(verb))} -l ${flag} ${value === '' ? '' : isFile(value) ? '-r -F ' : '-x '}-d ${quoted(about)}`,
    ),
  )
  return `# kasbah completion fish | source\n${[...first, ...second, ...flags].map(line => `complete -c kasbah ${line}`).join('\n')}\n`
}

const WRITERS: Readonly<Record<Shell, (verbs: readonly Verb[]) => string>> = { bash, zsh, fish }

/** The script for a shell. */
export const completionFor = (shell: Shell, verbs: readonly Verb[]): string => WRITERS[shell](verbs)
