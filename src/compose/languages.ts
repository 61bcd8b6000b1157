import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../config/config-error.ts'
import { LanguageTag } from '../model/language.ts'
import { createLanguages, type Languages } from '../pages/languages.ts'
import { type OwnCatalogue, ownCatalogue } from '../pages/own-catalogue.ts'

/** The most languages, and bytes of one. */
const MOST = 50
const LARGEST = 262_144
/** The most faults that are shown. */
const SHOWN = 20

/** What the service speaks: English, German, and what the operator's folder holds, read once. @throws ConfigError */
export const languagesOf = async (folder: string | undefined): Promise<Languages> => {
  if (folder === undefined) return createLanguages()
  const names = await readdir(folder).catch(() => {
    throw refused([`${folder} is no folder that can be read`])
  })
  const files = names.filter(name => name.endsWith('.json')).sort()
  if (files.length === 0 || files.length > MOST)
    throw refused([`${folder} must hold one to ${MOST} files such as fr.json`])
  const own = new Map<string, OwnCatalogue>()
  const faults: string[] = []
  for (const file of files) {
    const tag = LanguageTag.safeParse(file.slice(0, -'.json'.length)).data
    if (tag === undefined)
      faults.push(`${file}: is not named after a language, such as fr.json or pt-BR.json`)
    else {
      const read = ownCatalogue(file, await textOf(join(folder, file)))
      faults.push(...read.faults)
      own.set(tag, read.catalogue)
    }
  }
  if (faults.length > 0) throw refused(faults)
  return createLanguages(own)
}

const textOf = async (path: string): Promise<string> => {
  const file = await stat(path).catch(() => undefined)
  if (!file?.isFile()) throw refused([`${path} is no file that can be read`])
  if (file.size > LARGEST) throw refused([`${path} is larger than 256 KiB`])
  return readFile(path, 'utf8')
}

const refused = (faults: readonly string[]): ConfigError => {
  const more = faults.length - SHOWN
  return new ConfigError([
    ...faults.slice(0, SHOWN).map(fault => `KASBAH_LANGUAGES: ${fault}`),
    ...(more > 0 ? [`KASBAH_LANGUAGES: and ${more} more`] : []),
  ])
}
