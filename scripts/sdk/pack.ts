/** How each client becomes a package: a tarball of npm, a wheel of Python. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
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
