/** A Python with what the client for Python is built and tested with, made once for each set of requirements. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const REQUIREMENTS = join(ROOT, 'sdk/python/requirements-dev.txt')

export type Venv = { readonly python: string } | { readonly missing: string }

/** The client runs on 3.10; FastAPI, with which it is tested, needs 3.11. */
const NEW_ENOUGH = 'import sys, venv; sys.exit(sys.version_info < (3, 11))'

/** Its interpreter, or why there is none on this machine. */
export const pythonVenv = (): Venv => {
  if (spawnSync('python3', ['-c', NEW_ENOUGH]).status !== 0)
    return { missing: 'no Python 3.11 with venv on this machine' }
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)
  const folder = join(ROOT, '.cache', `python-${hash}`)
  const python = join(folder, 'bin/python')
  const whole = join(folder, 'whole')
  if (existsSync(whole)) return { python }
  rmSync(folder, { recursive: true, force: true })
  const made =
    spawnSync('python3', ['-m', 'venv', folder]).status === 0 &&
    spawnSync(python, ['-m', 'pip', 'install', '-q', '-r', REQUIREMENTS], { timeout: 300_000 }).status === 0
  if (!made) return { missing: 'the packages of sdk/python/requirements-dev.txt cannot be installed here' }
  writeFileSync(whole, '')
  return { python }
}
