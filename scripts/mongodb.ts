/**
 * `npm run mongodb`: brings up a MongoDB for the tests, installing SecantusDB into `.mongodb/` when the machine has
 * neither `TEST_MONGODB_URL` nor `mongod`. Stays in the foreground until it is interrupted, and leaves its URL in
 * `.mongodb/running.json`, where the tests look. `npm run mongodb -- --install` installs and ends.
 */
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FOLDER, installed, onPath, type Program, start } from './mongodb-server.ts'

const REQUIREMENTS = fileURLToPath(new URL('mongodb-requirements.txt', import.meta.url))
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10']

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

const install = async (): Promise<Program> => {
  const python = PYTHONS.filter(name => onPath(name)).find(suits)
  if (!python)
    throw new Error(
      'Neither mongod nor Python 3.10 to 3.13 is on the PATH: install one, or set TEST_MONGODB_URL.',
    )
  console.log(`Installing SecantusDB into ${FOLDER} ...`)
  await mkdir(FOLDER, { recursive: true })
  const venv = join(FOLDER, 'venv')
  try {
    execFileSync(python, ['-m', 'venv', '--clear', venv], { stdio: 'inherit' })
    execFileSync(
      join(venv, 'bin', 'pip'),
      ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', REQUIREMENTS],
      {
        stdio: 'inherit',
      },
    )
  } catch (error) {
    await rm(venv, { recursive: true, force: true })
    throw error
  }
  const program = installed()
  if (!program) throw new Error('The installation left no secantusd-py.')
  return program
}

const run = async (program: Program): Promise<void> => {
  const server = await start(program)
  const note = join(FOLDER, 'running.json')
  await mkdir(FOLDER, { recursive: true })
  const said = JSON.stringify({ name: server.name, url: server.url })
  await writeFile(note, said)
  console.log(`${server.name} runs at ${server.url}`)
  console.log('Tests find it by themselves. Ctrl-C stops it.')
  const end = async () => {
    // Another one may have been started since: its note is not ours to take.
    if ((await readFile(note, 'utf8').catch(() => '')) === said) await rm(note, { force: true })
    await server.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end())
}

const given = process.env.TEST_MONGODB_URL
if (given) console.log(`TEST_MONGODB_URL is set: tests use ${given.replace(/\/\/[^@/]*@/, '//')}`)
else {
  const program = installed() ?? (await install())
  if (process.argv.includes('--install')) console.log(`${program.name} is installed: ${program.path}`)
  else await run(program)
}
