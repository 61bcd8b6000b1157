import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'

test('an action or a type that the set does not know is a fault of the question, with the nearest name', async t => {
  const { backend, gus } = await acme(t)
  const faults = [
    [{ action: 'veiw', resource: 'dataset:streets' }, 'unknown_action', 'Did you mean view?'],
    [{ action: 'can_view', resource: 'dataset:streets' }, 'unknown_action', 'no action can_view'],
    [{ action: 'view', resource: 'datset:streets' }, 'unknown_resource_type', 'Did you mean dataset?'],
    [{ action: 'view', resource: 'streets' }, 'unknown_resource_type', 'such as dataset:streets.'],
    [{ action: 'view', resource: 'orgs' }, 'unknown_resource_type', 'Did you mean org?'],
  ] as const
  for (const [question, code, detail] of faults)
    for (const ask of [backend, gus])
      for (const explain of [true, false]) {
        const about = { org: 'acme', ...question, explain }
        const reply = await refused(t, ask('POST', '/check', about), code)
        t.true(reply.detail.includes(detail), reply.detail)
        const batch = await ok(
          t,
          ask('POST', '/check/batch', { org: 'acme', checks: [{ ...question, explain }] }),
        )
        t.is(batch.results[0].error.code, code)
        t.is(batch.results[0].error.detail, reply.detail)
      }
})

test('a word that is longer than any name is near to none', async t => {
  const { gus } = await acme(t)
  const reply = await refused(
    t,
    gus('POST', '/check', { org: 'acme', action: 'v'.repeat(256), resource: 'dataset:streets' }),
    'unknown_action',
  )
  t.false(reply.detail.includes('Did you mean'), reply.detail)
})

test('who may ask about anyone is always told why something is denied; others never are', async t => {
  const { backend, alice, gus } = await acme(t)
  const about = (resource: string, subject = 'user:gus') => ({
    org: 'acme',
    subject,
    action: 'view',
    resource,
  })
  for (const ask of [backend, alice]) {
    t.is((await ok(t, ask('POST', '/check', about('dataset:streets')))).reason, 'not_granted')
    t.is((await ok(t, ask('POST', '/check', about('dataset:none')))).reason, 'unknown_resource')
    t.is((await ok(t, ask('POST', '/check', about('dataset:streets', 'user:zed')))).reason, 'no_role')
    t.false('reason' in (await ok(t, ask('POST', '/check', about('dataset:streets', 'user:mo')))))
  }
  for (const resource of ['dataset:streets', 'dataset:none'])
    t.deepEqual(Object.keys(await ok(t, gus('POST', '/check', about(resource)))).sort(), [
      'allowed',
      'revision',
      'token',
    ])
})

test('an explanation does not tell a hidden dataset from one that does not exist', async t => {
  const { gus, operator, at } = await acme(t)
  const rules = (await operator('GET', `${at}/policy`, undefined, { headers: { accept: 'text/csv' } })).text
  const denied = 'p, user:gus, acme, dataset:streets, can_edit, deny\n'
  const put = (text: string) => ok(t, operator('PUT', `${at}/policy`, { rules: text }))
  for (const more of ['', denied]) {
    await put(rules + more)
    for (const action of ['view', 'clone', 'edit', 'manage', 'veiw']) {
      const ask = async (resource: string) => {
        const { text } = await gus('POST', '/check', { org: 'acme', action, resource, explain: true })
        return text.replace(/"request_id":"[^"]*"/, '')
      }
      t.is(await ask('dataset:streets'), await ask('dataset:absent'), `${action} ${more}`)
    }
  }
})

test('what is not known is a plain deny, with a reason for those who ask', async t => {
  const { backend, operator } = await acme(t)
  const ask = (question: object) =>
    ok(
      t,
      backend('POST', '/check', {
        org: 'acme',
        subject: 'user:mo',
        action: 'view',
        resource: 'dataset:streets',
        explain: true,
        ...question,
      }),
    )
  const reasons = [
    [{ resource: 'dataset:none' }, 'unknown_resource'],
    [{ org: 'nowhere' }, 'unknown_organisation'],
  ] as const
  for (const [question, reason] of reasons) {
    const reply = await ask(question)
    t.false(reply.allowed, reason)
    t.is(reply.explanation?.reason, reason)
  }
  const unknown = await ok(
    t,
    operator('POST', '/check', { org: 'nowhere', action: 'view', resource: 'dataset:streets' }),
  )
  t.false(unknown.allowed)
})
