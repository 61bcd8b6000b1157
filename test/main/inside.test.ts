/** What a service of several processes leaves behind that was killed, and who takes it away. */
import { mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { listeningInside } from '../../src/main/http-server.ts'
import { makeInside } from '../../src/main/workers/inside.ts'

const parentOf = async (t: ExecutionContext): Promise<string> => {
  const parent = await mkdtemp(join(tmpdir(), 'kasbah-parent-'))
  t.teardown(() => rm(parent, { recursive: true, force: true }))
  return parent
}

/** A socket file that nobody listens on any more. */
const deadSocket = async (path: string): Promise<void> => {
  const server = createServer()
  await listeningInside(server, `${path}.live`)
  // What has another name is not taken away when the server closes.
  await rename(`${path}.live`, path)
  await new Promise(resolve => server.close(resolve))
}

/** As one that was killed left it, long enough ago. */
const left = async (parent: string, alsoIn?: string): Promise<string> => {
  const folder = await mkdtemp(join(parent, 'kasbah-inside-'))
  for (const name of ['primary', 'admin']) await deadSocket(join(folder, name))
  if (alsoIn !== undefined) await writeFile(join(folder, alsoIn), 'of somebody')
  await long(folder)
  return folder
}

const long = (folder: string): Promise<void> => utimes(folder, 0, 0)

const names = async (parent: string): Promise<string[]> => (await readdir(parent)).sort()

test('a start takes away what a killed service left, and nothing else', async t => {
  const parent = await parentOf(t)
  await left(parent)
  await mkdtemp(join(parent, 'kasbah-inside-')) // somebody is about to listen in it
  await mkdtemp(join(parent, 'kasbah-other-'))
  const strange = await left(parent, 'a-file')
  const before = await names(parent)
  const lives = await makeInside(parent)
  t.is((await names(parent)).length, before.length, 'one went, and its own came')
  t.deepEqual(await readdir(strange), ['a-file'])
  await long(join(lives.socket, '..'))
  const another = await makeInside(parent)
  t.true(
    (await names(parent)).some(name => lives.socket.includes(name)),
    'the one of a service that lives',
  )
  await another.remove()
  await lives.remove()
  t.is((await names(parent)).length, before.length - 1, 'each removes its own')
})
