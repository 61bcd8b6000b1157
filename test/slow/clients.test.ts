/** The clients as they are packed: installed where nothing else is, the first lines of their READMEs run against a service. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { packTypescript } from '../../scripts/sdk/pack.ts'
import { acme, ok } from '../service/acme.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

const freshFolder = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-clients-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A service in which ann may view `streets`, and the environment in which the READMEs find it. */
const serviceForReadme = async (t: ExecutionContext) => {
  const { operator, at, service } = await acme(t)
  await ok(t, operator('PUT', `${at}/members/ann`, { role: 'member' }))
  const wish = { subject: 'service:backend', name: 'readme', scopes: ['check'] }
  const { key } = await ok(t, operator('POST', `${at}/api-keys`, wish), 201)
  return { ...process.env, KASBAH_URL: service.url, KASBAH_KEY: key }
}

/** The first block of code of a README, which begins within its first lines. */
const firstLines = async (path: string): Promise<string> => {
  const text = await readFile(join(ROOT, path), 'utf8')
  return /^.*\n\n```\w+\n([\s\S]*?)\n```/.exec(text)?.[1] ?? ''
}

test('the client for TypeScript, installed from its tarball, does what its README begins with', async t => {
  const folder = await freshFolder(t)
  const tarball = packTypescript(folder)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await run('npm', ['install', '--offline', '--no-audit', tarball], { cwd: folder })
  await writeFile(join(folder, 'readme.ts'), await firstLines('sdk/typescript/README.md'))
  const types = ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node']
  const at = ['--typeRoots', join(ROOT, 'node_modules/@types'), join(folder, 'readme.ts')]
  await run(join(ROOT, 'node_modules/.bin/tsc'), ['--ignoreConfig', ...types, ...at], { cwd: folder })
  const env = await serviceForReadme(t)
  const { stdout } = await run(process.execPath, ['readme.ts'], { cwd: folder, env })
  t.is(stdout, "false\n[ 'dataset:streets' ]\n")
})
