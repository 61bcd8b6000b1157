import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { describe, loadConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'

const KEY = 'a'.repeat(64)
const SECRET = 'kasbah-operator-key-of-this-test'

const refused = (t: ExecutionContext, inputs: Parameters<typeof loadConfig>[0]): readonly string[] =>
  t.throws(() => loadConfig(inputs), { instanceOf: ConfigError })?.lines ?? []

const file = (t: ExecutionContext, name: string, text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-config-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('nothing set is a whole configuration, on loopback only', t => {
  const config = loadConfig({ env: { PATH: '/bin' } })
  t.deepEqual(config.listen, { host: '127.0.0.1', port: 8080 })
  t.is(config.publicUrl, 'http://127.0.0.1:8080')
  t.is(config.store, 'sqlite:./data/kasbah.db')
  t.is(config.mode, 'development')
  t.is(config.limits.body, 1_048_576)
  t.deepEqual(config.trustedProxies, { hops: 0 })
  t.is(config.operatorKey, undefined)
})

test('the public URL follows the address listened on, unless it is set', t => {
  t.is(loadConfig({ env: { KASBAH_LISTEN: '[::1]:9000' } }).publicUrl, 'http://[::1]:9000')
  const everywhere = { KASBAH_LISTEN: '0.0.0.0:9000', KASBAH_MODE: 'development' }
  t.is(loadConfig({ env: everywhere }).publicUrl, 'http://127.0.0.1:9000')
  const env = { KASBAH_LISTEN: '127.0.0.1:9000', KASBAH_PUBLIC_URL: 'http://localhost:7000/' }
  t.is(loadConfig({ env }).publicUrl, 'http://localhost:7000')
})

test('an unknown setting is named, with what was probably meant', t => {
  t.deepEqual(refused(t, { env: { KASBAH_LISTENN: 'x' } }), [
    'KASBAH_LISTENN is not a setting. Did you mean KASBAH_LISTEN?',
  ])
  t.deepEqual(refused(t, { env: { KASBAH_ZZZZ_TOP: 'x' } }), ['KASBAH_ZZZZ_TOP is not a setting.'])
})

test('variables that an orchestrator injects for a service called kasbah are not settings', t => {
  const env = {
    KASBAH_SERVICE_HOST: '10.0.0.1',
    KASBAH_SERVICE_PORT_HTTP: '8080',
    KASBAH_PORT: 'tcp://10.0.0.1:8080',
    KASBAH_PORT_8080_TCP_ADDR: '10.0.0.1',
  }
  t.notThrows(() => loadConfig({ env }))
})

for (const [name, text] of Object.entries({
  KASBAH_LISTEN: '127.0.0.1',
  KASBAH_PUBLIC_URL: 'ftp://example.org',
  KASBAH_STORE: 'postgres://localhost',
  KASBAH_OPERATOR_KEY: 'short',
  KASBAH_ENCRYPTION_KEY: 'abc',
  KASBAH_LOG_LEVEL: 'loud',
  KASBAH_BODY_LIMIT: '1 MB',
  KASBAH_RATE_LIMIT: '-1',
  KASBAH_MEMORY: '1KiB',
  KASBAH_TRUST_PROXY: 'maybe',
  KASBAH_DRAIN: '1.5',
  KASBAH_KEEP_ALIVE: '0',
  KASBAH_OUTBOUND_NETWORKS: '10.0.0.0/64',
  KASBAH_SMTP_URL: 'http://mail',
  KASBAH_MAIL_FROM: 'nobody',
}))
  test(`a bad ${name} is one line that names it`, t => {
    const lines = refused(t, { env: { [name]: text } })
    t.is(lines.length, 1)
    t.true(lines[0]?.startsWith(`${name} `), lines[0])
  })

test('every fault is told at once', t => {
  t.is(refused(t, { env: { KASBAH_DRAIN: 'x', KASBAH_LOG_LEVEL: 'y', KASBAH_Q: 'z' } }).length, 3)
})

test('a bad secret is named, and not shown', t => {
  const lines = refused(t, { env: { KASBAH_ENCRYPTION_KEY: 'hunter2-hunter2' } })
  t.false(lines.join().includes('hunter2'))
})

test('sizes have units', t => {
  t.is(loadConfig({ env: { KASBAH_BODY_LIMIT: '512KiB' } }).limits.body, 524_288)
  t.is(loadConfig({ env: { KASBAH_MEMORY: '2GiB' } }).limits.memory, 2_147_483_648)
  t.is(loadConfig({ env: { KASBAH_BODY_LIMIT: '2048' } }).limits.body, 2048)
})

test('an empty variable is an unset one', t => {
  t.is(loadConfig({ env: { KASBAH_OPERATOR_KEY: '' } }).operatorKey, undefined)
})

test('a secret may come from a file, an end of line aside', t => {
  const path = file(t, 'key', `${SECRET}\n`)
  t.is(loadConfig({ env: { KASBAH_OPERATOR_KEY_FILE: path } }).operatorKey, SECRET)
  t.deepEqual(refused(t, { env: { KASBAH_OPERATOR_KEY_FILE: '/nowhere/key' } }), [
    'cannot read /nowhere/key: there is no such file.',
  ])
  t.deepEqual(refused(t, { env: { KASBAH_DRAIN_FILE: path } }), [
    'KASBAH_DRAIN_FILE is not a setting. Did you mean KASBAH_DRAIN?',
  ])
})

test('a secret in a file wins over one beside it, in whatever order they come', t => {
  const path = file(t, 'store', 'mongodb://db/kasbah\n')
  const [plain, inFile] = [{ KASBAH_STORE: 'sqlite:/data/kasbah.db' }, { KASBAH_STORE_FILE: path }]
  t.is(loadConfig({ env: { ...plain, ...inFile } }).store, 'mongodb://db/kasbah')
  t.is(loadConfig({ env: { ...inFile, ...plain } }).store, 'mongodb://db/kasbah')
})

test('a later source wins: file, environment, flag', t => {
  t.is(loadConfig({ env: { KASBAH_CONFIG: '' } }).log.level, 'info')
  const path = file(t, 'kasbah.yaml', 'KASBAH_DRAIN: 1\nKASBAH_LOG_LEVEL: warn\nKASBAH_MEMORY: 1GiB\n')
  const env = { KASBAH_CONFIG: path, KASBAH_DRAIN: '2', KASBAH_LOG_LEVEL: 'error' }
  const inputs = { env, flags: { KASBAH_DRAIN: '3' } }
  const config = loadConfig(inputs)
  t.is(config.stop.drainSeconds, 3)
  t.is(config.log.level, 'error')
  const origins = Object.fromEntries(describe(inputs).map(({ name, origin }) => [name, origin]))
  t.like(origins, {
    KASBAH_DRAIN: 'flag',
    KASBAH_LOG_LEVEL: 'environment',
    KASBAH_MEMORY: 'file',
    KASBAH_LISTEN: 'default',
  })
})

test('the settings file may be JSON, and its faults name the place', t => {
  t.is(loadConfig({ env: { KASBAH_CONFIG: file(t, 'k.json', '{"KASBAH_DRAIN": 7}') } }).stop.drainSeconds, 7)
  const unknown = refused(t, { env: { KASBAH_CONFIG: file(t, 'k.yaml', 'KASBAH_DRIAN: 7') } })
  t.regex(
    unknown.join(),
    /^KASBAH_DRIAN in the settings file is not a setting\. Did you mean KASBAH_DRAIN\?$/,
  )
  for (const text of ['- a\n- b', 'KASBAH_DRAIN: [1]', 'a: b: c', '{'])
    t.is(refused(t, { env: { KASBAH_CONFIG: file(t, 'bad.yaml', text) } }).length, 1)
})

test('what is described holds no secret', t => {
  const env = {
    KASBAH_OPERATOR_KEY: SECRET,
    KASBAH_ENCRYPTION_KEY: KEY,
    KASBAH_STORE: 'mongodb://kasbah:hunter2@db1,db2/kasbah?replicaSet=rs0&password=hunter2',
    KASBAH_SMTP_URL: 'smtp://user:hunter2@mail.example',
    KASBAH_MAIL_FROM: 'kasbah@example.org',
  }
  const text = JSON.stringify(describe({ env }))
  for (const secret of [SECRET, KEY, 'hunter2']) t.false(text.includes(secret))
  t.true(text.includes('mongodb://***@db1,db2/kasbah?...'))
  const odd = describe({ env: { KASBAH_STORE: 'mongodb://kasbah:hun/zzq7@2@db1/kasbah' } })
  t.false(JSON.stringify(odd).includes('zzq7'))
})

test('what is described can be set again as it is printed', t => {
  const env = Object.fromEntries(describe({ env: {} }).map(({ name, value }) => [name, value]))
  t.deepEqual(loadConfig({ env }), loadConfig({ env: {} }))
})

test('proxies are trusted by number or by network', t => {
  const trusted = (text: string) => loadConfig({ env: { KASBAH_TRUST_PROXY: text } }).trustedProxies
  t.deepEqual(trusted('on'), { hops: 1 })
  t.deepEqual(trusted('3'), { hops: 3 })
  t.deepEqual(trusted('10.0.0.0/8, ::1'), { networks: ['10.0.0.0/8', '::1'] })
  for (const text of ['0', '10', '10.0.0.0/40', 'nginx'])
    t.throws(() => trusted(text), { message: /KASBAH_TRUST_PROXY/ })
})

test('production refuses what is only fit for a desk, and says what to set', t => {
  const open = { KASBAH_LISTEN: '0.0.0.0:8080' }
  t.deepEqual(
    refused(t, { env: open }).map(line => line.split(' ')[0]),
    ['KASBAH_PUBLIC_URL', 'KASBAH_ENCRYPTION_KEY'],
  )
  const whole = {
    ...open,
    KASBAH_PUBLIC_URL: 'https://kasbah.example',
    KASBAH_ENCRYPTION_KEY: KEY,
  }
  t.is(loadConfig({ env: whole }).mode, 'production')
  t.deepEqual(loadConfig({ env: whole }).encryptionKey, Buffer.from(KEY, 'hex'))
  t.is(loadConfig({ env: whole }).stop.graceSeconds, 5)
  t.is(loadConfig({ env: {} }).stop.graceSeconds, 0)
  t.is(loadConfig({ env: { ...whole, KASBAH_GRACE: '0' } }).stop.graceSeconds, 0)
  const forgetful = refused(t, { env: { ...whole, KASBAH_STORE: 'sqlite::memory:' } })
  t.is(forgetful.length, 1)
  t.regex(forgetful[0] ?? '', /^KASBAH_STORE /)
  t.regex(
    refused(t, { env: { ...whole, KASBAH_METRICS_KEY: 'opensesame' } })[0] ?? '',
    /^KASBAH_METRICS_KEY /,
  )
  t.is(refused(t, { env: { ...whole, KASBAH_DECISION_LOG: 'file:a.log,file:b.log' } }).length, 1)
  const overheard = { ...whole, KASBAH_DECISION_LOG: 'store,http://logs.example/decisions' }
  t.regex(refused(t, { env: overheard })[0] ?? '', /^KASBAH_DECISION_LOG /)
  t.is(loadConfig({ env: { ...whole, KASBAH_DECISION_LOG: 'http://127.0.0.1:9/x' } }).mode, 'production')
  const guessable = { ...whole, KASBAH_OPERATOR_KEY: 'opensesame' }
  t.regex(refused(t, { env: guessable })[0] ?? '', /^KASBAH_OPERATOR_KEY /)
  t.is(loadConfig({ env: { KASBAH_OPERATOR_KEY: 'opensesame' } }).operatorKey, 'opensesame')
  const standIn = (env: Record<string, string>) => refused(t, { env: { ...env, KASBAH_STAND_IN: 'on' } })[0]
  t.regex(standIn(whole) ?? '', /^KASBAH_STAND_IN /)
  t.regex(standIn({ ...open, KASBAH_MODE: 'development' }) ?? '', /^KASBAH_STAND_IN /)
  t.regex(
    standIn({ ...whole, KASBAH_LISTEN: '127.0.0.1:1', KASBAH_MODE: 'production' }) ?? '',
    /^KASBAH_STAND_IN /,
  )
})

test('an encryption key is 32 bytes in either writing, or a text at least as long', t => {
  const key = (text: string) => loadConfig({ env: { KASBAH_ENCRYPTION_KEY: text } }).encryptionKey
  const bytes = Buffer.from(KEY, 'hex')
  t.deepEqual(key(KEY), bytes)
  t.deepEqual(key(bytes.toString('base64')), bytes)
  t.deepEqual(key(bytes.toString('base64url')), bytes)
  t.deepEqual(
    key('correct horse battery staple, and more'),
    Buffer.from('correct horse battery staple, and more'),
  )
})

test('mail needs a sender', t => {
  t.regex(refused(t, { env: { KASBAH_SMTP_URL: 'smtp://mail.example' } })[0] ?? '', /^KASBAH_MAIL_FROM /)
})

test('the role of a process fits its store and its secrets', t => {
  const env = { KASBAH_STORE: 'mongodb://db.invalid/kasbah' }
  const production = { ...env, KASBAH_LISTEN: '0.0.0.0:80', KASBAH_PUBLIC_URL: 'https://kasbah.invalid' }
  t.is(loadConfig({ env }).role, 'all')
  t.is(loadConfig({ env: { ...production, KASBAH_ROLE: 'decide' } }).encryptionKey, undefined)
  const cases: readonly (readonly [Record<string, string>, string])[] = [
    [{ KASBAH_ROLE: 'decide' }, 'KASBAH_ROLE'],
    [{ ...env, KASBAH_ROLE: 'none' }, 'KASBAH_ROLE'],
    [{ ...env, KASBAH_ROLE: 'admin', KASBAH_WORKERS: '2' }, 'KASBAH_WORKERS'],
    [{ ...production, KASBAH_ROLE: 'decide', KASBAH_DECISION_LOG: 'on' }, 'KASBAH_ENCRYPTION_KEY'],
    [{ ...production, KASBAH_ROLE: 'admin' }, 'KASBAH_ENCRYPTION_KEY'],
    [{ KASBAH_WORKERS: '65' }, 'KASBAH_WORKERS'],
  ]
  for (const [given, named] of cases) {
    const [line = '', ...more] = refused(t, { env: given })
    t.true(line.includes(named), `${JSON.stringify(given)}: ${line}`)
    t.deepEqual(more, [])
  }
})
