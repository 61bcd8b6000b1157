/** The clients as they are packed: installed where nothing else is, the first lines of their READMEs run against a service. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { packPython, packTypescript } from '../../scripts/sdk/pack.ts'
import { pythonVenv } from '../../scripts/sdk/python-venv.ts'
import { codeFor, found, redeem, register } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { OPERATOR_KEY, startSignIn } from '../identity/service.ts'
import { acme, ok } from '../service/acme.ts'
import { type Register, skipped } from '../skipped.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

const venv = pythonVenv()
const python = 'python' in venv ? venv.python : ''
const withPython: Register = 'python' in venv ? test : skipped(venv.missing)

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
  return { ...process.env, KASBAH_URL: service.url, KASBAH_TOKEN: key }
}

/** The first block of code of a README, which begins within its first lines. */
const firstLines = async (path: string): Promise<string> => {
  const text = await readFile(join(ROOT, path), 'utf8')
  return /^.*\n\n```\w+\n([\s\S]*?)\n```/.exec(text)?.[1] ?? ''
}

/** The client is packed once: both tests install the same tarball. */
const tarball = mkdtemp(join(tmpdir(), 'kasbah-tarball-')).then(folder => ({
  folder,
  path: packTypescript(folder),
}))
test.after.always(async () => rm((await tarball).folder, { recursive: true, force: true }))

/** A folder in which the client is installed from its tarball, as another project would. */
const withClient = async (t: ExecutionContext): Promise<string> => {
  const folder = await freshFolder(t)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await run('npm', ['install', '--offline', '--no-audit', (await tarball).path], { cwd: folder })
  return folder
}

test('the client for TypeScript, installed from its tarball, does what its README begins with', async t => {
  const folder = await withClient(t)
  await writeFile(join(folder, 'readme.ts'), await firstLines('sdk/typescript/README.md'))
  const types = ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node']
  const at = ['--typeRoots', join(ROOT, 'node_modules/@types'), join(folder, 'readme.ts')]
  await run(join(ROOT, 'node_modules/.bin/tsc'), ['--ignoreConfig', ...types, ...at], { cwd: folder })
  const env = await serviceForReadme(t)
  const { stdout } = await run(process.execPath, ['readme.ts'], { cwd: folder, env })
  t.is(stdout, "false\n[ 'dataset:streets' ]\n")
})

test('the listing service of docs/integrate.md is under 15 lines, and lists what each caller may see', async t => {
  const text = await readFile(join(ROOT, 'docs/integrate.md'), 'utf8')
  const code = /```ts\n([\s\S]*?)\n```/.exec(text)?.[1] ?? ''
  const lines = code.split('\n').filter(line => line.trim() !== '')
  t.true(lines.length < 15, `${lines.length} lines`)
  t.deepEqual(
    lines.filter(line => line.length > 160),
    [],
    'no line is a paragraph',
  )
  const audience = 'https://listing.example.com'
  const service = await startSignIn(t)
  await found(t, service)
  const at = '/v1/orgs/acme'
  await service.operator('PUT', `${at}/service-accounts/listing`, { role: 'guest' })
  const wish = { subject: 'service:listing', name: 'listing', scopes: ['check'] }
  const { key } = (await service.operator('POST', `${at}/api-keys`, wish)).body
  for (const [id, default_access] of [
    ['streets', 'can_view'],
    ['walls', 'none'],
  ])
    await service.operator('POST', `${at}/datasets`, { id, name: id, default_access })

  const folder = await withClient(t)
  for (const name of ['koa', '@koa'])
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  await writeFile(join(folder, 'listing.ts'), code)
  const port = await freePort()
  const env = {
    ...process.env,
    KASBAH_URL: service.url,
    KASBAH_TOKEN: key,
    AUDIENCE: audience,
    PORT: String(port),
  }
  const child = spawn(process.execPath, ['listing.ts'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill())
  await new Promise(resolve => child.stdout.once('data', resolve))

  const app = await register(t, service, { scopes: ['read'], resources: [audience] })
  const get = async (path: string, person?: string) => {
    const headers: Record<string, string> = {}
    if (person !== undefined) {
      const coded = await codeFor(t, service, app, {
        person,
        params: { scope: 'openid', resource: audience },
      })
      headers.authorization = `Bearer ${(await redeem(service, app, coded)).body.access_token}`
    }
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
    return reply.ok ? reply.json() : reply.status
  }
  t.deepEqual(await get('/datasets', 'alice'), [{ name: 'Streets of Fez' }, { name: 'City walls' }])
  t.deepEqual(await get('/datasets', 'mo'), [{ name: 'Streets of Fez' }])
  t.deepEqual(await get('/datasets', 'gus'), [])
  t.deepEqual(await get('/datasets/streets', 'mo'), { name: 'Streets of Fez' })
  t.is(await get('/datasets/walls', 'mo'), 404)
  t.is(await get('/datasets/none', 'mo'), 404)
  t.is(await get('/datasets'), 401)
})

const SOURCE = { PYTHONPATH: join(ROOT, 'sdk/python/src'), PYTHONDONTWRITEBYTECODE: '1' }

withPython('the client for Python, installed from its wheel, does what its README begins with', async t => {
  const folder = await freshFolder(t)
  const wheel = packPython(folder, python)
  const target = join(folder, 'installed')
  await run(python, ['-m', 'pip', 'install', '-q', '--no-deps', '--no-index', '--target', target, wheel])
  t.true((await stat(join(target, 'kasbah/py.typed'))).isFile())
  await writeFile(join(folder, 'readme.py'), await firstLines('sdk/python/README.md'))
  const env = { ...(await serviceForReadme(t)), PYTHONPATH: target }
  const { stdout } = await run(python, ['readme.py'], { cwd: folder, env })
  t.is(stdout, "False\n['dataset:streets']\n")
})

withPython('the client for Python is typed without an exception', async t => {
  const { stdout } = await run(python, ['-m', 'mypy', '--cache-dir=/dev/null'], {
    cwd: join(ROOT, 'sdk/python'),
  })
  t.regex(stdout, /^Success/)
})

withPython('the client for Python holds to its own tests against the running service', async t => {
  const service = await startSignIn(t)
  const env = { ...process.env, ...SOURCE, KASBAH_URL: service.url, KASBAH_OPERATOR_KEY: OPERATOR_KEY }
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--tb=short']
  const ended = await run(python, args, { cwd: join(ROOT, 'sdk/python/tests'), env }).catch(error => error)
  t.regex(String(ended.stdout), /\b\d{2} passed/, String(ended.stdout))
  t.falsy(ended.code, String(ended.stdout))
})

const LOGIN = `
import os, sys, kasbah
me = kasbah.login(os.environ["KASBAH_URL"], "acme", keep=True, file=os.environ["KEPT"])
print(me.admin.whoami()["subject"], me.check("datasets.create", "org"), flush=True)
`

const RENEW = `
import os, kasbah, kasbah._login as login
from concurrent.futures import ThreadPoolExecutor
login.EARLY = 1e6
me = kasbah.login(os.environ["KASBAH_URL"], "acme", keep=True, file=os.environ["KEPT"])
with ThreadPoolExecutor(4) as pool:
    print(sorted(pool.map(lambda _: me.check("datasets.create", "org"), range(4))), flush=True)
me.admin.sign_out_everywhere()
try:
    me.check("datasets.create", "org")
except kasbah.KasbahError as error:
    print(type(error).__name__, flush=True)
`

withPython(
  'a notebook signs in, keeps its sign-in to itself, renews it, and learns when it has ended',
  async t => {
    const service = await startSignIn(t)
    await found(t, service)
    const kept = join(await freshFolder(t), 'kept.json')
    const env = { ...process.env, ...SOURCE, KASBAH_URL: service.url, KEPT: kept }
    const child = spawn(python, ['-c', LOGIN], { env })
    let text = ''
    const address = new Promise<string>(resolve => {
      child.stdout.setEncoding('utf8').on('data', part => {
        text += part
        const url = /Open (\S+)\n/.exec(text)?.[1]
        if (url) resolve(url)
      })
    })
    const at = browser(service.url)
    const same = await at.submit(await at.open(await address))
    const done = await at.submit(await at.submit(same, { confirm: 'yes' }), { person: 'mo' })
    if (/name="consent"|<form/.test(done.text)) await at.submit(done)
    t.is(await new Promise(resolve => child.on('close', resolve)), 0, text)
    t.regex(text, /user:mo True\n$/)
    t.is((await stat(kept)).mode & 0o777, 0o600)
    const { stdout } = await run(python, ['-c', RENEW], { env })
    t.is(stdout, '[True, True, True, True]\nSignInEnded\n')
  },
)
