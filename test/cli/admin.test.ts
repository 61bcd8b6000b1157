import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type Register, skipped } from '../skipped.ts'
import { folder, kasbah, serving } from './command.ts'

const KEY = 'a-key-that-the-operator-chose'

test('an administrator works by command', async t => {
  const cwd = folder(t)
  const { url } = await serving(t, { cwd, env: { KASBAH_OPERATOR_KEY: KEY } })
  const run = (line: string, token = KEY, input = '') =>
    kasbah(wordsOf(line), { cwd, input, env: { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: token } })
  const ok = async (line: string, token?: string, input?: string) => {
    const said = await run(line, token, input)
    t.is(said.code, 0, `${line}: ${said.err}`)
    return said.out
  }

  await ok('org create acme "Acme Robotics" --admin user:ada')
  const { key } = JSON.parse(
    await ok('key create laptop --subject user:ada --scopes check,read,write --org acme --json'),
  )

  // From here on it is Ada, in her own organisation.
  const ada = (line: string, input = '') => ok(line, key, input)
  t.regex(
    await ada('member add mo --role member --email mo@acme.example --reason "new in the team"'),
    /^role +member$/m,
  )
  t.regex(
    await ada('member list'),
    /^SUBJECT +ROLE.*\nuser:ada +admin.*\nuser:mo +member +- +mo@acme\.example/,
  )
  t.deepEqual(
    JSON.parse(await ada('member list --limit 1 --json')).map(({ id }: { id: string }) => id),
    ['ada'],
  )
  t.regex(await ada('member list --role member'), /^SUBJECT.*\nuser:mo .*\n$/)
  await ada('dataset create "Streets of Fez" --id streets --attributes {"city":"Fez"}')
  t.is(await ada('grant set streets user:mo can_edit --dry-run'), TRIAL)
  t.notRegex(await ada('access show streets'), /user:mo/)
  await ada('grant set streets user:mo can_edit')
  t.regex(await ada('access show streets'), /^ {2}user:mo +can_edit +user:mo > dataset:streets > can_edit$/m)
  t.regex(await ada('access report --subject user:mo'), /^user:mo +dataset:streets +can_edit/m)
  t.regex(
    await ada('audit --action setGrant'),
    /setGrant +dataset:streets +done +access of user:mo on dataset:streets: can_edit/,
  )
  t.regex(await ada('audit --action addMember --since 1h'), /new in the team/)
  t.is((await run('audit --action addMember --until 1h', key)).err, 'none\n')
  t.like(await run('audit --since yesterday', key), { code: 2 })
  t.regex(await ok('org delete --org acme --dry-run'), /every rule and record/)
  t.regex((await run('idp list', key)).err, /^none/)
  await ada('org set --newcomer-role member --invitation-days 3')
  t.is(JSON.parse(await ada('org settings --json')).invitation_days, 3)
  t.regex(
    await ada('client create public Notebook --file -', '{"redirect_uris":["http://127.0.0.1/cb"]}'),
    /client_id/,
  )
  writeFileSync(join(cwd, 'app.json'), '[]')
  t.like(await run('client create public Notebook --file app.json', key), { code: 2 })

  // What ends something for good is not done unasked.
  t.like(await run('dataset delete streets', key), { code: 2 })
  t.is(await ada('dataset delete streets --yes --json').then(said => JSON.parse(said).revision > 1), true)
  const gone = await run('dataset get streets', key)
  t.is(gone.code, 3)

  // What is wrong is said, with the place.
  t.regex((await run('member add cy --role membr', key)).err, /the roles are admin, member, guest/)
  t.regex((await run('member add cy --role member --attributes {', key)).err, /--attributes is not JSON/)
  t.regex((await run('member list --limit x', key)).err, /--limit takes a number/)
  const member = await run('member', key)
  t.is(member.code, 2)
  t.regex(member.err, /"member" is not a verb\. Tasks: list, get, .*See kasbah help member\.$/m)
  t.is((await run('group list', key)).err, 'none\n')

  // What has to be copied stands on a line of its own, and rules as the policy text has them.
  t.regex(await ada('domain put acme.example'), /^record\n {2}name +_kasbah-challenge\.acme\.example$/m)
  t.regex(await ada('policy show 1'), /^adds\n {2}g, user:\w+, role:admin, acme$/m)

  // The text of a file keeps its lines, and what comes from a file is asked for before anything is sent.
  t.regex(await ok('policy set datasets'), /^ {2}policy\.csv\n {4}# .*\n {4}\n/m)
  t.regex((await run('idp update idp_x', key)).err, /needs --file FILE/)
  t.is((await run('idp preview idp_x', key)).code, 3, 'of the saved mappings, without a file')

  // A name that somebody chose moves no cursor.
  await ada('group put evil --name \u001b[2Jgone')
  t.false((await ada('group list')).includes('\u001b'))

  t.is(await ok('token', key), `${key}\n`)
  t.regex(await ok('help grant'), /kasbah grant set streets group:annotators can_edit/)
})

const TRIAL = `nothing was changed; this would change:
+ p, user:mo, acme, dataset:streets, can_edit, allow
`

/** As a shell reads a line, as far as these lines need it. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"(?=\s|$)|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

test('a fresh service has an organisation and a link for its first administrator after one command', async t => {
  const cwd = folder(t)
  const { url } = await serving(t, { cwd, env: { KASBAH_OPERATOR_KEY: KEY } })
  const init = (...words: string[]) =>
    kasbah(['init', ...words], { cwd, env: { HOME: cwd, KASBAH_URL: url, KASBAH_TOKEN: KEY } })
  const first = await init('--org', 'acme', '--admin', 'me@acme.example')
  t.is(first.code, 0, first.err)
  const [link = ''] = /http:\S+/.exec(first.out) ?? []
  const page = await fetch(link)
  t.is(page.status, 200)
  const again = await init('--org', 'acme', '--admin', 'me@acme.example')
  t.is(again.code, 0, again.err)
  t.false(again.out.includes(link))
  t.like(await init('--org', 'Not An Id', '--admin', 'me@acme.example'), { code: 3 })
  t.like(await init('--org', 'acme', '--admin', 'nowhere'), { code: 3 })
  t.like(await init('--org', 'acme'), { code: 2 })
})

test('a completion is a script that its shell reads, and it completes tasks and flags', async t => {
  const { out } = await kasbah(['completion', 'bash'])
  const complete = (...words: string[]) => {
    const script = `${out}\nCOMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _kasbah; echo "\${COMPREPLY[@]}"`
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim()
  }
  t.is(complete('kasbah', 'memb'), 'member')
  t.is(complete('kasbah', 'grant', ''), 'set remove')
  t.is(complete('kasbah', 'member', 'add', 'ann', '--ro'), '--role')
  t.regex((await kasbah(['completion', 'fish'])).out, /complete -c kasbah .* -a sign-out/)
  t.regex((await kasbah(['completion', 'zsh'])).out, /bashcompinit/)
  t.is((await kasbah(['completion', 'tcsh'])).code, 2)
})

const FISH = '/usr/bin/fish'
const withFish: Register = existsSync(FISH) ? test : skipped('no fish on this machine')

withFish('fish completes tasks, flags and help, and offers files where one is taken', async t => {
  const { out } = await kasbah(['completion', 'fish'])
  const home = folder(t)
  writeFileSync(join(home, 'kasbah.fish'), out)
  writeFileSync(join(home, 'people.csv'), '')
  const given = { encoding: 'utf8', cwd: home, env: { ...process.env, HOME: home } } as const
  const complete = (line: string): readonly string[] => {
    const { stdout } = spawnSync(FISH, ['-c', `source kasbah.fish; complete -C '${line}'`], given)
    return stdout.split('\n').map(each => each.split('\t')[0] ?? '')
  }
  t.deepEqual(complete('kasbah grant ').filter(Boolean), ['remove', 'set'])
  t.deepEqual(complete('kasbah member add ann --ro').filter(Boolean), ['--role'])
  t.true(complete('kasbah help gr').includes('grant'))
  t.true(complete('kasbah import peo').includes('people.csv'))
  t.false(complete('kasbah member list peo').includes('people.csv'))
})
