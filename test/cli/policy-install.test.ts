import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { findMongodb, untested } from '../stores/mongodb-server.ts'
import { folder, kasbah, POLICIES, serving } from './command.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()

const KEY = 'a-key-that-the-operator-chose'
const env = { KASBAH_OPERATOR_KEY: KEY }

const ask = async (url: string, path: string, body: object, method = 'POST') => {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const reply = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  return (await reply.json()) as Readonly<Record<string, unknown>>
}

/** Whether a member may clone: what the changed set takes away. */
const mayClone = (url: string) =>
  ask(url, '/check', { org: 'acme', subject: 'user:mia', action: 'clone', resource: 'dataset:x' })

const furnish = async (url: string): Promise<void> => {
  await ask(url, '/v1/orgs', { id: 'acme', name: 'Acme', admin: 'user:ada' })
  await ask(url, '/v1/orgs', { id: 'other', name: 'Other', policy_set: 'datasets-enterprise' })
  await ask(url, '/v1/orgs/acme/members/mia', { role: 'member' }, 'PUT')
  await ask(url, '/v1/orgs/acme/datasets', { id: 'x', name: 'X', default_access: 'can_edit' })
}

/** A copy of the shipped set with other texts: `edit` is given each file's. */
const changedSet = (t: ExecutionContext, edit: (text: string, file: string) => string): string => {
  const path = join(folder(t), 'datasets')
  cpSync(join(POLICIES, 'datasets'), path, { recursive: true })
  for (const file of ['policy.csv', 'set.yaml', 'tests.yaml'])
    writeFileSync(join(path, file), edit(readFileSync(join(path, file), 'utf8'), file))
  return path
}

const TESTS = `
cases:
  - name: members do not clone
    given:
      accounts: { user:mia: member }
      resources:
        dataset:streets: { default: can_edit }
    who: user:mia
    on: dataset:streets
    allow: [view, edit]
    deny: [clone]
`

const withoutCloning = (text: string, file: string): string => {
  if (file === 'policy.csv') return `${text}p, role:member, *, datasets, clone, deny\n`
  return file === 'tests.yaml' ? TESTS : text
}

test('a set is installed over the one in use, and its organisations decide by it', async t => {
  const cwd = folder(t)
  const first = await serving(t, { cwd, env })
  await furnish(first.url)
  t.like(await mayClone(first.url), { allowed: true, revision: 3 })
  const set = changedSet(t, withoutCloning)
  const served = await kasbah(['policy', 'install', set], { cwd })
  t.is(served.code, 1)
  t.regex(served.err, /^kasbah: another process [^\n]+ stop it first[^\n]*\n$/)
  await first.stop()

  const dry = await kasbah(['policy', 'install', set, '--dry-run'], { cwd })
  t.is(dry.code, 0, dry.err)
  t.regex(dry.out, /^\+ p, role:member, \*, datasets, clone, deny$/m)
  t.regex(dry.out, /^fits +acme$/m)
  t.notRegex(dry.out, /other/)
  const done = await kasbah(['policy', 'install', set, '--reason', 'no copies'], { cwd })
  t.regex(done.out, /^decides +acme from revision 4$/m)
  const again = await serving(t, { cwd, env })
  t.like(await mayClone(again.url), { allowed: false, revision: 4 })
  const audit = await fetch(`${again.url}/v1/orgs/acme/audit?action=installPolicySet`, {
    headers: { authorization: `Bearer ${KEY}` },
  })
  const { items } = (await audit.json()) as { items: { reason: string }[] }
  t.regex(items.map(({ reason }) => reason).join(), /^policy set datasets [0-9a-f]{12}: no copies$/)
  await again.stop()
})

for (const [why, edit, line] of [
  [
    'its tests fail',
    (text, file) => (file === 'policy.csv' ? withoutCloning(text, file) : text),
    /^kasbah: tests\.yaml:\d+:\d+: .*clone.* expected allow, got deny$/m,
  ],
  [
    'an organisation would have a role that it does not know',
    (text, file) =>
      file === 'tests.yaml'
        ? TESTS.replaceAll('member', 'crew').replace('[clone]', '[delete]')
        : text.replaceAll('member', 'crew'),
    /^kasbah: organisation acme: the set has no role member$/m,
  ],
] satisfies [string, (text: string, file: string) => string, RegExp][])
  test(`a set is not installed when ${why}`, async t => {
    const cwd = folder(t)
    const first = await serving(t, { cwd, env })
    await furnish(first.url)
    await first.stop()
    const said = await kasbah(['policy', 'install', changedSet(t, edit)], { cwd })
    t.is(said.code, 1)
    t.regex(said.err, line)
    const again = await serving(t, { cwd, env })
    t.like(await mayClone(again.url), { allowed: true, revision: 3 })
    await again.stop()
  })

if (server) {
  test.after.always(() => server.close())
  test('replicas that go on serving take an installed set in', async t => {
    const cwd = folder(t)
    const store = { ...env, KASBAH_STORE: server.database() }
    const [one, other] = [await serving(t, { cwd, env: store }), await serving(t, { cwd, env: store })]
    await furnish(one.url)
    for (const { url } of [one, other]) t.like(await mayClone(url), { allowed: true })
    const said = await kasbah(['policy', 'install', changedSet(t, withoutCloning)], { cwd, env: store })
    t.is(said.code, 0, said.err)
    t.regex(said.out, /^decides +acme from revision 4$/m)
    for (const { url } of [one, other]) t.like(await mayClone(url), { allowed: false, revision: 4 })
    await Promise.all([one.stop(), other.stop()])
  })
} else untested()
