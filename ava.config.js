/**
 * Which files AVA runs, each in a process of its own: those of `test/together/`, which import others, and all that none of them
 * imports. A process costs more than most tests do. Over MongoDB each file runs by itself, one test after the other: a small server
 * under more at once answers later than the service waits, and the tests of a file then have the databases of those before.
 */
import { readdirSync, readFileSync } from 'node:fs'

const IMPORTED = /^import '\.\.\/(.+\.test\.ts)'$/gm

const folder = new URL('test/together/', import.meta.url)
const together = readdirSync(folder).flatMap(file =>
  [...readFileSync(new URL(file, folder), 'utf8').matchAll(IMPORTED)].map(([, path]) => `!test/${path}`),
)

const separate = process.env.TEST_STORE === 'mongodb'

export default {
  extensions: ['ts'],
  files: [
    'test/**/*.test.ts',
    '!test/slow/**',
    '!test/long/**',
    ...(separate ? ['!test/together/**'] : together),
  ],
  require: ['./test/setup.js'],
  timeout: '2m',
  workerThreads: false,
  serial: separate,
}
