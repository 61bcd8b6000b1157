import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { resource, subject } from '../../src/model/id.ts'
import { ACME, openAt } from './organisation.ts'

const COMMAND = join(import.meta.dirname, '../../src/cli/kasbah.js')
const PEOPLE = 40
const DATASETS = 400

/** Everyone gets every third dataset. */
const given = (person: number, dataset: number): boolean => (person + dataset) % 3 === 0

const pairs = Array.from({ length: PEOPLE }, (_, person) =>
  Array.from({ length: DATASETS }, (__, dataset) =>
    given(person, dataset) ? `p${person},d${dataset}\n` : '',
  ),
)

test('an import that is killed at any moment, and run again, loads all of the file once', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-import-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const [store, file] = [join(folder, 'kasbah.db'), join(folder, 'pairs.csv')]
  await writeFile(file, pairs.flat().join(''))
  await (await openAt(store, ACME)).close()

  const start = () =>
    spawn(process.execPath, [COMMAND, 'import', file, '--stopped', '--format', 'pairs', '--org', ACME], {
      env: { ...process.env, KASBAH_STORE: `sqlite:${store}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  for (let kill = 0; kill < 4; kill += 1) {
    const child = start()
    await wait(200 + Math.random() * 600)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const last = start()
  let said = ''
  last.stderr.on('data', chunk => {
    said += chunk
  })
  const [code] = await once(last, 'exit')
  t.is(code, 0, said)

  const { snapshot, store: opened, close } = await openAt(store)
  t.teardown(close)
  const now = await snapshot(ACME)
  const wrong = pairs.flatMap((row, person) =>
    row.flatMap((_, dataset) => {
      const asked = { subject: subject('user', `p${person}`), resource: resource('dataset', `d${dataset}`) }
      return now.check({ ...asked, action: 'view' }) === given(person, dataset)
        ? []
        : [`${person} ${dataset}`]
    }),
  )
  t.deepEqual(wrong, [])
  const { items } = await opened.policy.history(ACME, { limit: 1000 })
  t.is(
    items.reduce((sum, { adds }) => sum + adds.length, 0),
    PEOPLE + DATASETS + pairs.flat().filter(line => line !== '').length,
  )
})
