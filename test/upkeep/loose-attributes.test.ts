/** Attributes of which the rules say something else than the records: found by `kasbah doctor`, and made again by the door. */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { folder, kasbah, serving } from '../cli/command.ts'
import { EXAMPLES } from '../service/trying.ts'

const KEY = 'a-key-that-the-operator-chose'

test('the doctor finds attributes that rules say differently, and makes them what the records say', async t => {
  const cwd = folder(t)
  const env = { KASBAH_OPERATOR_KEY: KEY, KASBAH_POLICIES: EXAMPLES, KASBAH_STORE: 'sqlite:k.db', HOME: cwd }
  const { url, stop } = await serving(t, { cwd, env })
  const send = (method: string, path: string, body: object) =>
    fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await send('POST', '/v1/orgs', { id: 'acme', name: 'Acme', policy_set: 'search', admin: 'user:root' })
  for (const user of ['mo', 'gus'])
    await send('PUT', `/v1/orgs/acme/members/${user}`, {
      role: 'employee',
      attributes: { department: 'sales' },
    })
  await stop()
  const doctor = (...words: string[]) => kasbah(['doctor', ...words], { cwd, env })
  const db = new DatabaseSync(join(cwd, 'k.db'))
  // Both the rule and the change that made it: the history agrees, the record does not.
  const record = db.prepare("SELECT * FROM accounts WHERE id = 'user:mo'").get() as Record<string, unknown>
  const column = Object.keys(record).find(name => String(record[name]).includes('sales')) ?? ''
  db.prepare(
    `UPDATE accounts SET ${column} = replace(${column}, 'sales', 'legal') WHERE id = 'user:mo'`,
  ).run()
  db.close()
  const found = await doctor()
  t.is(found.code, 1)
  t.regex(found.out, /acme: records whose attributes the rules say differently \(1\): user:mo/)
  t.regex((await doctor('--repair')).out, /mended +acme by revision \d+; nothing left/)
  t.like(await doctor(), { code: 0 })
})
