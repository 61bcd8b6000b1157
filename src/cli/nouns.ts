import type { Verb } from './verb.ts'

/** The first words of the verbs of two words, each with its verbs: `member` with `member list`, `member add`, ... */
export const nounsOf = (verbs: readonly Verb[]): ReadonlyMap<string, readonly Verb[]> =>
  Map.groupBy(
    verbs.filter(({ name }) => name.includes(' ')),
    ({ name }) => name.split(' ')[0] ?? name,
  )

/** The second word of a verb's name. */
export const taskOf = ({ name }: Verb): string => name.split(' ')[1] ?? ''
