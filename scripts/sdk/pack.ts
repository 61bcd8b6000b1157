/** How each client becomes a package: a tarball of npm, a wheel of Python. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

const run = (command: string, args: readonly string[], cwd = ROOT): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

/** The path of the tarball. It is built in a folder of its own, so that two may pack at once. */
export const packTypescript = (folder: string): string => {
  const source = join(ROOT, 'sdk/typescript')
  const build = mkdtempSync(join(tmpdir(), 'kasbah-pack-'))
  try {
    run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', source, '--outDir', join(build, 'dist')])
    for (const name of ['package.json', 'README.md', 'LICENSE'])
      copyFileSync(join(source, name), join(build, name))
    return join(folder, run('npm', ['pack', '--silent', '--pack-destination', folder], build).trim())
  } finally {
    rmSync(build, { recursive: true, force: true })
  }
}

/** The path of the wheel. @param python an interpreter that has the build backend */
export const packPython = (folder: string, python: string): string => {
  const options = ['--no-deps', '--no-build-isolation', '--disable-pip-version-check', '--wheel-dir', folder]
  run(python, ['-m', 'pip', 'wheel', '-q', ...options, join(ROOT, 'sdk/python')])
  return join(folder, readdirSync(folder).find(name => name.endsWith('.whl')) ?? '')
}
