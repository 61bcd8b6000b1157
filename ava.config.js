/**
 * Which files AVA runs, each in a process of its own: those of `test/together/`, which import others, and all that none of them
 * imports. A process costs more than most tests do. Over MongoDB each file runs by itself: a small server bears no more at once.
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
}
