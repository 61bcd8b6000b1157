import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { acme, ok } from '../service/acme.ts'
import { OPERATOR_KEY, startService } from '../service/service.ts'
import { folder, kasbah } from './command.ts'

test('the command verifies over a service and in the store, exports, and names a line that was changed', async t => {
  const home = folder(t)
  const file = join(home, 'kasbah.db')
  const service = await startService(t, { store: `sqlite:${file}` })
  const { alice, at } = await acme(t, service, 'acme')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  const env = { KASBAH_URL: service.url, KASBAH_TOKEN: OPERATOR_KEY, HOME: home }
  const asked = await kasbah(['audit', 'verify', '--org', 'acme', '--json'], { env })
  const { head, whole } = JSON.parse(asked.out)
  t.true(whole)
  const link = `${head.n}:${head.hash}`
  t.is((await kasbah(['audit', 'verify', '--org', 'acme', '--known', link], { env })).code, 0)
  t.is(
    (await kasbah(['audit', 'verify', '--org', 'acme', '--known', `${head.n}:${'0'.repeat(64)}`], { env }))
      .code,
    1,
  )

  const out = join(home, 'trail.csv')
  t.is((await kasbah(['audit', 'export', '--org', 'acme', '--format', 'csv', '--out', out], { env })).code, 0)
  t.is(readFileSync(out, 'utf8').split('\r\n').length, head.n + 2)
  const lines = (await kasbah(['audit', 'export', '--org', 'acme'], { env })).out.trimEnd().split('\n')
  t.deepEqual(JSON.parse(lines[0] ?? '').chain, head)

  const store = ['audit', 'verify', '--in-store', '--store', `sqlite:${file}`]
  t.regex((await kasbah(store, { env })).out, /acme: \d+ lines, all as written/)
  const db = new DatabaseSync(file)
  db.exec("UPDATE audit SET actor = 'user:mo' WHERE org = 'acme' AND chain_n = 3")
  db.close()
  const found = await kasbah(store, { env })
  t.is(found.code, 1)
  t.regex(found.out, /NOT as it was written\n {2}line 3 \(.+\): it is not what was written/)
})
