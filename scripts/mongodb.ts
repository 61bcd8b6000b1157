/**
 * `npm run mongodb`: a MongoDB for the tests, in the foreground until it is interrupted. It takes the first of TEST_MONGODB_URL,
 * `mongod` on the PATH and the `mongod` in `.mongodb/`, which it installs when it is missing. Its URL is printed and left in
 * `.mongodb/running.json`, where the tests look.
 *
 *   -- --members 1    one member in place of three
 *   -- --secantus     SecantusDB, which has the commands of MongoDB 8.0 and one member
 *   -- --install      installs, and ends
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { install } from './mongodb/install.ts'
import { FOLDER, installed, type Program } from './mongodb/programs.ts'
import { startReplicaSet } from './mongodb/replica-set.ts'

const run = async (program: Program, members: number): Promise<void> => {
  const set = await startReplicaSet({ program, members })
  const note = join(FOLDER, 'running.json')
  await mkdir(FOLDER, { recursive: true })
  const said = JSON.stringify({ name: set.name, url: set.url })
  await writeFile(note, said)
  console.log(`${set.name}, ${set.members.length} member(s), at ${set.url}`)
  console.log('The tests find it. Ctrl-C ends it.')
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
    install: { type: 'boolean', default: false },
  },
})
const given = process.env.TEST_MONGODB_URL
if (given && !values.secantus)
  console.log(`TEST_MONGODB_URL is set: tests use ${given.replace(/\/\/[^@/]*@/, '//')}`)
else {
  const name = values.secantus ? 'SecantusDB' : 'mongod'
  const program = installed(name) ?? (await install(name))
  if (values.install) console.log(`${program.name} is installed: ${program.path}`)
  else await run(program, Number(values.members))
}
