import test, { type ExecutionContext } from 'ava'
import { type Acme, acme, ok, refused } from '../service/acme.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const admins = async (t: ExecutionContext, { operator, at }: Acme): Promise<string[]> => {
  const { items } = await ok(t, operator('GET', `${at}/members`))
  return items.filter(({ role }: { role?: string }) => role === 'admin').map(({ id }: { id: string }) => id)
}

test('the last admin is neither removed, demoted nor disabled, by anyone', async t => {
  const org = await acme(t, service, 'single')
  const { alice, operator, at } = org
  for (const ask of [alice, operator]) {
    await refused(t, ask('DELETE', `${at}/members/alice`), 'last_admin')
    await refused(t, ask('POST', `${at}/members/alice/disable`), 'last_admin')
    for (const role of ['member', 'guest'])
      await refused(t, ask('PUT', `${at}/members/alice`, { role }), 'last_admin')
  }
  t.deepEqual(await admins(t, org), ['alice'])
})

test('a service account does not stand in for a person', async t => {
  const org = await acme(t, service, 'robots')
  const { alice, key, at } = org
  await ok(t, alice('PUT', `${at}/service-accounts/bot`, { role: 'admin' }))
  const bot = await key('service:bot')
  for (const ask of [alice, bot]) {
    await refused(t, ask('DELETE', `${at}/members/alice`), 'last_admin')
    await refused(t, ask('POST', `${at}/members/alice/disable`), 'last_admin')
    await refused(t, ask('PUT', `${at}/members/alice`, { role: 'guest' }), 'last_admin')
  }
  await ok(t, bot('DELETE', `${at}/service-accounts/bot`))
  t.deepEqual(await admins(t, org), ['alice'])
})

test('neither does a disabled admin, nor one who was only invited', async t => {
  const { alice, at } = await acme(t, service, 'absent')
  await ok(t, alice('PUT', `${at}/members/zoe`, { role: 'admin' }))
  await ok(t, alice('POST', `${at}/members/zoe/disable`))
  await ok(t, alice('POST', `${at}/invitations`, { email: 'yan@example.com', role: 'admin' }), 201)
  await refused(t, alice('DELETE', `${at}/members/alice`), 'last_admin')
  await ok(t, alice('POST', `${at}/members/zoe/enable`))
  await ok(t, alice('DELETE', `${at}/members/alice`))
})

test('of two admins who race each other out, one stays, however they do it', async t => {
  const org = await acme(t, service, 'race')
  const { operator, at, key } = org
  const ways: readonly (readonly [string, (id: string) => string, object?])[] = [
    ['PUT', id => `${at}/members/${id}`, { role: 'guest' }],
    ['DELETE', id => `${at}/members/${id}`],
    ['POST', id => `${at}/members/${id}/disable`],
  ]
  for (let round = 0; round < 50; round += 1) {
    const [one, other] = [`one${round}`, `other${round}`]
    await ok(t, operator('PUT', `${at}/members/${one}`, { role: 'admin' }))
    await ok(t, operator('PUT', `${at}/members/${other}`, { role: 'admin' }))
    for (const id of await admins(t, org))
      if (id !== one && id !== other) await ok(t, operator('DELETE', `${at}/members/${id}`))
    const [byOne, byOther] = [await key(`user:${one}`), await key(`user:${other}`)]
    const [method, path, body] = ways[round % ways.length] ?? ways[0]!
    const [again, pathAgain, bodyAgain] = ways[(round >> 2) % ways.length] ?? ways[0]!
    const replies = await Promise.all([
      byOne(method, path(other), body),
      byOther(again, pathAgain(one), bodyAgain),
      byOne('PUT', `${at}/members/${one}`, { role: 'member' }),
    ])
    for (const { status } of replies) t.true([200, 401, 403, 404, 409].includes(status))
    t.true((await admins(t, org)).length >= 1, `round ${round}`)
  }
})
