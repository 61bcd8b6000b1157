/** Attributes that a matcher reads are given like anything else: no call sets one that gives more than its caller reaches. */
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'
import { EXAMPLES } from '../service/trying.ts'

const service = sharedService({ env: { KASBAH_POLICIES: EXAMPLES } })
const operator: Ask = (...request) => service.operator(...request)
const STRONG = 'role_too_strong'

/** Dora of the help desk looks after people and registers resources; Ed edits `streets` and Max manages it. Clearance lets somebody see it. */
const desk = async (t: ExecutionContext, org: string) => {
  const at = `/v1/orgs/${org}`
  await ok(
    t,
    operator('POST', '/v1/orgs', { id: org, name: org, policy_set: 'deny-by-attribute', admin: 'user:root' }),
    201,
  )
  const actions = [
    'members.role',
    'members.invite',
    'members.remove',
    'members.read',
    'settings.write',
    'api_keys.write',
  ]
  const may = actions.map(action => ({ resource: 'org', action }))
  await ok(t, operator('PUT', `${at}/roles/desk`, { based_on: 'member', may, accept: ['escalation'] }))
  await ok(t, operator('PUT', `${at}/members/dora`, { role: 'desk' }))
  await ok(t, operator('PUT', `${at}/members/bob`, { role: 'member' }))
  for (const who of ['ed', 'max'])
    await ok(
      t,
      operator('PUT', `${at}/members/${who}`, { role: 'member', attributes: { clearance: 'high' } }),
    )
  await ok(
    t,
    operator('POST', `${at}/datasets`, {
      id: 'streets',
      name: 'Streets',
      default_access: 'can_view',
      attributes: { secrecy: 'secret' },
    }),
    201,
  )
  const grant = (who: string, level: string) =>
    ok(t, operator('PUT', `${at}/datasets/streets/access/grants/user:${who}`, { level }))
  await grant('ed', 'can_edit')
  await grant('max', 'can_manage')
  const key = async (subject: string): Promise<Ask> => {
    const wish = { subject, name: 'x', scopes: ['read', 'write'] }
    return service.as((await ok(t, operator('POST', `${at}/api-keys`, wish), 201)).key)
  }
  const views = async (who: string) => {
    const question = {
      org,
      subject: `user:${who}`,
      action: 'view',
      resource: 'dataset:streets',
      explain: true,
    }
    return (await ok(t, operator('POST', '/check', question))).allowed
  }
  return { at, key, views, dora: await key('user:dora') }
}

test('who sets an attribute of an account that the matcher reads reaches as far as administrators', async t => {
  const { at, dora, key, views } = await desk(t, 'given')
  const cleared = { attributes: { clearance: 'high' } }
  for (const who of ['dora', 'bob']) {
    t.false(await views(who))
    t.regex(
      (await refused(t, dora('PUT', `${at}/members/${who}`, cleared), STRONG)).detail,
      new RegExp(`the attribute clearance of user:${who}`),
    )
    t.false(await views(who))
  }
  await refused(t, dora('PUT', `${at}/members/new`, { role: 'guest', ...cleared }), STRONG)
  const operations = [{ operation: 'addMember', params: { user: 'bob' }, body: cleared }]
  t.is(
    (await refused(t, dora('POST', `${at}/changes`, { operations }), STRONG)).errors[0].path,
    'operations/0',
  )
  // To take one away may lift a deny under another matcher; somebody who goes takes theirs along.
  await refused(t, dora('PUT', `${at}/members/ed`, { attributes: {} }), STRONG)
  await refused(t, dora('POST', `${at}/members/bob/merge`, { from: 'ed' }), STRONG)
  t.true(await views('ed'))
  // What the matcher does not read is anybody's to say, whatever it is called.
  for (const name of ['hobby', 'Clearance', 'clearance ', '@clearance', 'constructor', 'clearance:high'])
    await ok(t, dora('PUT', `${at}/members/bob`, { attributes: { [name]: 'high' } }))
  await refused(t, dora('PUT', `${at}/members/bob`, { attributes: { '': 'high' } }), 'malformed')
  t.false(await views('bob'))
  await ok(t, dora('PUT', `${at}/members/ed`, { name: 'Ed' }))
  await ok(t, dora('POST', `${at}/members/ed/disable`))
  await ok(t, dora('POST', `${at}/members/ed/enable`))
  await ok(t, dora('DELETE', `${at}/members/ed`))
  const root = await key('user:root')
  await ok(t, root('PUT', `${at}/members/bob`, cleared))
  t.true(await views('bob'))
})

test('an attribute of a resource is set by who may grant on it', async t => {
  const { at, dora, key, views } = await desk(t, 'opened')
  const open = { attributes: { secrecy: 'public' } }
  const put = (ask: Ask, body: object) => ask('PATCH', `${at}/datasets/streets`, body)
  const ed = await key('user:ed')
  await refused(t, put(ed, open), STRONG)
  await ok(t, put(ed, { attributes: { secrecy: 'secret', city: 'Fez' } }))
  t.false(await views('bob'))
  await refused(t, dora('PUT', `${at}/resources/dataset/streets`, open), STRONG)
  const lines = [
    { put: 'collection:new', attributes: { secrecy: 'public' } },
    { put: 'dataset:streets', ...open },
    { put: 'collection:other' },
  ]
  const { text } = await dora('POST', `${at}/resources`, lines.map(one => JSON.stringify(one)).join('\n'))
  t.regex(
    text,
    /"line":1,"done":"created"[^\n]*\n[^\n]*"line":2,[^\n]*role_too_strong[^\n]*\n[^\n]*"line":3,"done":"created"/,
  )
  t.false(await views('bob'))
  await ok(t, put(await key('user:max'), open))
  t.true(await views('bob'))
  await refused(t, put(ed, { attributes: {} }), STRONG)
})

test('what is given together with attributes is given: keys of others, and roles that count with them', async t => {
  const { at, dora } = await desk(t, 'together')
  const keyOf = (who: string) => dora('POST', `${at}/api-keys`, { subject: `user:${who}`, name: 'x' })
  await ok(t, keyOf('bob'), 201)
  await ok(t, operator('PUT', `${at}/members/cy`, { role: 'member', attributes: { clearance: 'high' } }))
  t.is(
    (await refused(t, keyOf('cy'), STRONG)).detail,
    'beyond you: the attribute clearance of user:cy',
    'she would see what the cleared see',
  )
  const may = [{ resource: 'datasets', action: 'can_view' }]
  await ok(t, operator('PUT', `${at}/roles/reader`, { based_on: 'guest', may }))
  t.regex(
    (await refused(t, dora('PUT', `${at}/members/dora`, { role: 'reader' }), STRONG)).detail,
    /view on datasets/,
    'nobody sees all datasets without a look at each',
  )
  for (const role of ['guest', 'member', 'desk']) await ok(t, dora('PUT', `${at}/members/bob`, { role }))
  await refused(t, dora('PUT', `${at}/members/bob`, { role: 'admin' }), STRONG)
  // Whoever is cleared as well, and in the same role, reaches as far.
  await ok(t, operator('PUT', `${at}/members/dora`, { attributes: { clearance: 'high' } }))
  await ok(t, operator('PUT', `${at}/members/eve`, { role: 'guest', attributes: { clearance: 'high' } }))
  await ok(t, keyOf('eve'), 201)
})
