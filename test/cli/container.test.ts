/** What the container asks of the service that is in it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { isDecision } from '../../src/http/decision-routes.ts'
import { apiRoutes } from '../../src/http/routes.ts'
import { folder, serving } from './command.ts'

const dockerfile = await readFile(join(import.meta.dirname, '../../Dockerfile'), 'utf8')

/** The words of its health check. */
const healthCheck = (): string[] => {
  const [, words = ''] = /^HEALTHCHECK .*CMD (\[.*\])\nENTRYPOINT/ms.exec(dockerfile) ?? []
  return JSON.parse(words.replaceAll('\\\n', ''))
}

const run = async (listen: string): Promise<number> => {
  const [command = '', ...rest] = healthCheck()
  const child = spawn(command, rest, {
    stdio: 'ignore',
    env: { KASBAH_LISTEN: listen, PATH: process.env.PATH },
  })
  const [code] = await once(child, 'exit')
  return code
}

test('the health check is content while the service lives, without starting another Node', async t => {
  const { url, stop } = await serving(t, { cwd: folder(t) })
  const { port } = new URL(url)
  t.is(await run(`0.0.0.0:${port}`), 0)
  t.false(healthCheck().join(' ').includes('kasbah health'))
  await stop()
  t.not(await run(`0.0.0.0:${port}`), 0)
})

test('the only process on an embedded store holds the lease that the alerts ask for', async t => {
  const key = 'a-key-that-the-operator-chose'
  const { url, stop } = await serving(t, { cwd: folder(t), env: { KASBAH_OPERATOR_KEY: key } })
  const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } })
  t.regex(await metrics.text(), /^kasbah_replica_lease_held 1$/m)
  await stop()
})

/** The paths that the proxy of the example sends to those who decide; a star is one segment, or all that follows at the end. */
const sentToDeciders = async (): Promise<RegExp> => {
  const compose = await readFile(join(import.meta.dirname, '../../compose.yaml'), 'utf8')
  const [, paths = ''] = /@decisions path (.*)/.exec(compose) ?? []
  const patterns = paths.split(' ').map(path => path.replace(/\*$/, '.*').replaceAll('/*/', '/[^/]+/'))
  return new RegExp(`^(?:${patterns.join('|')})$`)
}

test('the proxy of the example knows what is for processes that decide', async t => {
  const pattern = await sentToDeciders()
  const ofAny = ['/healthz', '/readyz', '/metrics']
  const paths = [...apiRoutes.map(({ path }) => path), '/auth', '/orgs/acme/auth']
  for (const path of paths.map(path => path.replaceAll(/:[a-z]+/g, 'x')))
    if (!ofAny.includes(path)) t.is(pattern.test(path), isDecision(path), path)
})

test('the image stops by a signal that the service hears', t => {
  t.regex(dockerfile, /^STOPSIGNAL SIGTERM$/m)
})
