/**
 * `npm run mongodb`: a MongoDB for the tests, in the foreground until it is interrupted. It takes the first of TEST_MONGODB_URL,
 * `mongod` on the PATH and the `mongod` in `.mongodb/`, which it installs when it is missing. Its URL is printed and left in
 * `.mongodb/running.json`, where the tests look.
 *
 *   -- --members 1    one member in place of three
 *   -- --secantus     SecantusDB, which has the commands of MongoDB 8.0 and one member
 *   -- --note no      does not leave its URL for the tests
 *   -- --install      installs, and ends
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { install } from './mongodb/install.ts'
import { FOLDER, installed, type Program } from './mongodb/programs.ts'
import { startReplicaSet } from './mongodb/replica-set.ts'

interface Wanted {
  readonly members: number
  /** Whether the tests are to find it. */
  readonly noted: boolean
}

const run = async (program: Program, { members, noted }: Wanted): Promise<void> => {
  const set = await startReplicaSet({ program, members })
  await mkdir(FOLDER, { recursive: true })
  const note = join(FOLDER, 'running.json')
  const said = JSON.stringify({ name: set.name, url: set.url })
  if (noted) await writeFile(note, said)
  console.log(`${set.name}, ${set.members.length} member(s), at ${set.url}`)
  console.log(noted ? 'The tests find it. Ctrl-C ends it.' : 'Ctrl-C ends it.')
  const end = async () => {
    // Another one may have been started since: its note is not ours to take.
    if ((await readFile(note, 'utf8').catch(() => '')) === said) await rm(note, { force: true })
    await set.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end())
}

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '3' },
    secantus: { type: 'boolean', default: false },
    note: { type: 'string', default: 'yes' },
    install: { type: 'boolean', default: false },
  },
})
if (!/^[1-7]$/.test(values.members)) throw new Error('--members takes a number from 1 to 7.')
const given = process.env.TEST_MONGODB_URL
if (given && !values.secantus)
  console.log(`TEST_MONGODB_URL is set: tests use ${given.replace(/\/\/[^@/]*@/, '//')}`)
else {
  const name = values.secantus ? 'SecantusDB' : 'mongod'
  const program = installed(name) ?? (await install(name))
  if (values.install) console.log(`${program.name} is installed: ${program.path}`)
  else await run(program, { members: Number(values.members), noted: values.note !== 'no' })
}
