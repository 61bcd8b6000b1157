/** The database programs that tests can use on this machine, and where each is looked for. Nothing is installed here. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where `npm run mongodb` keeps what it installs and notes what it runs; ignored by git. */
export const FOLDER = fileURLToPath(new URL('../../.mongodb', import.meta.url))

export type ProgramName = 'mongod' | 'SecantusDB'

export interface Program {
  readonly name: ProgramName
  readonly path: string
}

/** The virtual environment of each program that `npm run mongodb` installs. */
export const environmentOf = (name: ProgramName): string => join(FOLDER, name.toLowerCase())

/** The first of: `mongod` on the PATH, the `mongod` installed here, the SecantusDB installed here; or the one that is named. */
export const installed = (only?: ProgramName): Program | undefined =>
  places()
    .filter(({ name }) => only === undefined || name === only)
    .flatMap(({ name, path }) => (path === undefined ? [] : [{ name, path }]))
    .at(0)

const places = (): readonly { name: ProgramName; path: string | undefined }[] => {
  const secantus = join(environmentOf('SecantusDB'), 'bin', 'secantusd-py')
  const mongod = globSync(
    join(environmentOf('mongod'), 'lib', 'python3*', 'site-packages', 'fiftyone', 'db', 'bin', 'mongod'),
  )
  return [
    { name: 'mongod', path: onPath('mongod') },
    { name: 'mongod', path: mongod[0] },
    { name: 'SecantusDB', path: existsSync(secantus) ? secantus : undefined },
  ]
}

/** Where the PATH has a program of this name. */
export const onPath = (name: string): string | undefined => {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
