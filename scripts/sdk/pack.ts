/** How each client becomes a package: a tarball of npm, a wheel of Python. */
import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

const run = (command: string, args: readonly string[], cwd = ROOT): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

/** The path of the tarball. */
export const packTypescript = (folder: string): string => {
  const source = join(ROOT, 'sdk/typescript')
  rmSync(join(source, 'dist'), { recursive: true, force: true })
  run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', source])
  const name = run('npm', ['pack', '--silent', '--pack-destination', folder], source)
  return join(folder, name.trim())
}

/** The path of the wheel. @param python an interpreter that has the build backend */
export const packPython = (folder: string, python: string): string => {
  const options = ['--no-deps', '--no-build-isolation', '--disable-pip-version-check', '--wheel-dir', folder]
  run(python, ['-m', 'pip', 'wheel', '-q', ...options, join(ROOT, 'sdk/python')])
  return join(folder, readdirSync(folder).find(name => name.endsWith('.whl')) ?? '')
}
