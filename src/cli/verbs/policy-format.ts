import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesIn, isFolder } from '../named-files.ts'
import type { Verb } from '../verb.ts'

export const policyFormatVerb: Verb = {
  name: 'policy fmt',
  about:
    'Write a file of rules, or the files of a set, in one form; rules and comments stay. Exit code 0: nothing to do, or done; 1: --check found something, or the text is not valid; 2: it cannot be read.',
  example: 'kasbah policy fmt policies/datasets --check',
  takes: ['PATH'],
  flags: { check: { about: 'Change nothing; name the files that are not in that form' } },
  configured: false,
  run: async ({ args: [path = ''], flags }) => {
    const changed = await formatted(path)
    for (const [file, text] of changed) {
      console.log(file)
      if (flags.check === undefined) await writeFile(file, text)
    }
    return flags.check !== undefined && changed.size > 0 ? 1 : 0
  },
}

/** The files that are not in that form yet, each as it should be. @throws UsageError */
const formatted = async (path: string): Promise<ReadonlyMap<string, string>> => {
  const { readSetFolder, requireText } = await import('../../policy/folder.ts')
  const { formatRules, formatSet } = await import('../../policy/format-text.ts')
  if (!(await isFolder(path))) {
    const text = requireText(await bytesIn(path), path)
    return new Map([[path, formatRules(text, path)] as const].filter(([, made]) => made !== text))
  }
  const { inFolder } = await import('../../policy/finding.ts')
  const { texts } = await readSetFolder(path)
  const made = Object.entries(inFolder(path, () => formatSet(texts))).filter(
    ([file, text]) => text !== texts[file],
  )
  return new Map(made.map(([file, text]) => [join(path, file), text]))
}
