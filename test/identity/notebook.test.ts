import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import test from 'ava'
import { type Register, skipped } from '../skipped.ts'
import { found, register, say } from './app.ts'
import { browser } from './browser.ts'
import { startSignIn } from './service.ts'

const SCRIPT = join(import.meta.dirname, '../../docs/examples/notebook.py')
const READY = spawnSync('python3', ['-c', 'import requests']).status === 0
const withPython: Register = READY ? test : skipped('no Python with the package requests')

withPython('the notebook example of the documentation signs in', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { kind: 'device', scopes: ['read'], first_party: true })
  const env = { ...process.env, KASBAH_PUBLIC_URL: service.url, CLIENT_ID: app.id }
  const child = spawn('python3', [SCRIPT], { env })
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
  await say(at, await at.submit(same, { confirm: 'yes' }), 'mo')
  t.is(await new Promise(resolve => child.on('close', resolve)), 0)
  t.regex(text, /May I create datasets\? True .*'decided_by': 'allow'/)
  t.regex(text, /user:mo\n$/)
})
