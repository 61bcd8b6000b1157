import test from 'ava'
import { createBeginLimit } from '../../src/identity/mount/begin-limit.ts'
import { found } from './app.ts'
import { startSignIn } from './service.ts'

test('an address begins a thousand at once and a hundred each second, and another one is not held back by it', t => {
  let now = 0
  const may = createBeginLimit(() => now)
  const begun = (address: string, times: number) =>
    Array.from({ length: times }, () => may(address)).filter(Boolean).length
  t.is(begun('a', 1500), 1000)
  t.is(begun('b', 10), 10)
  now += 1000
  t.is(begun('a', 500), 100)
  now += 60_000
  t.is(begun('a', 1500), 1000)
})

test('who begins without end is told to wait, and those who are signed in go on', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const statuses = new Set<number>()
  for (let i = 0; i < 60 && !statuses.has(429); i += 1) {
    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        fetch(`${service.url}/oidc/auth?client_id=x`, { headers: { accept: 'text/html' } }),
      ),
    )
    for (const { status } of replies) statuses.add(status)
  }
  t.deepEqual([...statuses].sort(), [400, 429])
  t.is((await service.operator('GET', '/v1/whoami')).status, 200)
  t.is((await fetch(`${service.url}/oidc/jwks`)).status, 200)
})
