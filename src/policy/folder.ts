import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type Finding, refuse } from './finding.ts'
import { ROUTES } from './routes/routes.ts'
import { DESCRIPTION, MODEL, RULES, type SetTexts, TESTS } from './set.ts'

/** A set as its files are, not yet looked into. */
export interface SetFolder {
  /** The name of the folder. */
  readonly name: string
  readonly texts: SetTexts
}

const FILES: readonly string[] = [MODEL, RULES, DESCRIPTION, TESTS, ROUTES]

/** Whether a file of this path can be one of a set. */
export const isSetFile = (path: string): boolean => FILES.includes(basename(path))

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of bytes; undefined when they are not UTF-8. */
const textIn = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** The text of bytes that came from a file. @throws PolicyRefused when it is not UTF-8 */
export const requireText = (bytes: Uint8Array, file: string): string => {
  const text = textIn(bytes)
  if (text === undefined) refuse([{ code: 'file-encoding', file, message: 'the file is not UTF-8' }])
  return text ?? ''
}

/**
 * The texts of the set in a folder; other files there are no part of it.
 * @throws Problem invalid_policy for a file that is not UTF-8; errors of the file system as they are
 */
export async function readSetFolder(folder: string): Promise<SetFolder> {
  const files = (await readdir(folder)).filter(file => FILES.includes(file)).sort()
  const texts: Record<string, string> = {}
  const findings: Finding[] = []
  for (const file of files) {
    const path = join(folder, file)
    const text = textIn(await readFile(path))
    if (text === undefined)
      findings.push({ code: 'file-encoding', file: path, message: 'the file is not UTF-8' })
    else texts[file] = text
  }
  refuse(findings)
  return { name: basename(resolve(folder)), texts }
}

/** The sets in the folders of a folder, by name. A folder with none of a set's files (pictures, notes) is passed over. */
export async function readSetFolders(folder: string): Promise<readonly SetFolder[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  const sets = await Promise.all(names.sort().map(name => readSetFolder(join(folder, name))))
  return sets.filter(({ texts }) => Object.keys(texts).length > 0)
}
