import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { type Register, skipped } from '../skipped.ts'
import { found, register, say } from './app.ts'
import { browser } from './browser.ts'
import { startSignIn } from './service.ts'

const SCRIPT = join(import.meta.dirname, '../../docs/examples/notebook.py')
const READY = spawnSync('python3', ['-c', 'import requests']).status === 0
const withPython: Register = READY ? test : skipped('no Python with the package requests')

/** Runs Python until it has printed where to go, and confirms there. Answers what it said in all. */
const confirmed = async (t: ExecutionContext, args: readonly string[]): Promise<string> => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { kind: 'device', scopes: ['read'], first_party: true })
  const env = { ...process.env, KASBAH_PUBLIC_URL: service.url, CLIENT_ID: app.id }
  const child = spawn('python3', args, { env, cwd: dirname(SCRIPT) })
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
  t.is(await new Promise(resolve => child.on('close', resolve)), 0, text)
  return text
}

withPython('the notebook example of the documentation signs in', async t => {
  const text = await confirmed(t, [SCRIPT])
  t.regex(text, /May I create datasets\? True .*'decided_by': 'allow'/)
  t.regex(text, /user:mo\n$/)
})

const AN_HOUR_LATER = `
import os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, ".")
from concurrent.futures import ThreadPoolExecutor
from notebook import sign_in
url = os.environ["KASBAH_PUBLIC_URL"]
me = sign_in(url, os.environ["CLIENT_ID"])
before = me.auth.access_token
for _ in range(2):
    me.auth.good_until = 0
    with ThreadPoolExecutor(4) as pool:
        print([reply.status_code for reply in pool.map(lambda _: me.get(f"{url}/v1/whoami"), range(4))])
print("refreshed", me.auth.access_token != before)
`

withPython('its session refreshes when the token has run out, for several threads at once', async t => {
  const text = await confirmed(t, ['-c', AN_HOUR_LATER])
  t.regex(text, /\[200, 200, 200, 200\]\n\[200, 200, 200, 200\]\nrefreshed True\n$/)
})
