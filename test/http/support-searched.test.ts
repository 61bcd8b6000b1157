/** Searches about support access are on record, whatever the policy set calls people, and odd names are no defects. */
import { setTimeout as pause } from 'node:timers/promises'
import test from 'ava'
import { acme, ok } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()
const SUPPORT = 'user:support_vendor'

test('a search about support access under another name for people is in the trail; an id that is no text finds nothing', async t => {
  const { operator } = service
  const { texts } = await ok(t, operator('GET', '/v1/policy-sets/datasets'))
  const named = { ...texts, 'set.yaml': `${texts['set.yaml']}\nsubject_types: { person: user }\n` }
  await ok(t, operator('POST', '/v1/policy-sets/datasets/install', { texts: named }))
  const { alice, at } = await acme(t, service, 'searched')
  const expires_at = new Date(Date.now() + 86_400_000).toISOString()
  await ok(
    t,
    alice('POST', `${at}/support-access`, {
      account: 'vendor',
      purpose: 'a look',
      level: 'can_view',
      expires_at,
    }),
    201,
  )
  const search = (type: string, id: string) =>
    alice('POST', '/access/v1/search/resource', {
      subject: { type, id },
      action: { name: 'view' },
      resource: { type: 'dataset' },
    })
  t.like(await ok(t, search('user', 'support_\ud800')), { results: [] })
  t.like(await ok(t, search('user', '\ud800')), { results: [] })
  t.like(await ok(t, search('robot', 'support_vendor')), { results: [] })
  const used = async (): Promise<Body[]> => {
    const { items } = await ok(t, alice('GET', `${at}/audit?action=useSupportAccess&actor=${SUPPORT}`))
    return items
  }
  t.deepEqual(await used(), [])
  t.is((await ok(t, search('person', 'support_vendor'))).results.length, 1)
  let lines = await used()
  for (let tries = 0; tries < 500 && lines.length === 0; tries += 1) {
    await pause(20)
    lines = await used()
  }
  t.is(lines.length, 1)
  t.like(lines[0], { actor: SUPPORT, resource: 'org' })
})
