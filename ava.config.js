/**
 * Which files AVA runs, each in a process of its own: those of `test/together/`, which import others, and all that none of them
 * imports. A process costs more than most tests do. Over MongoDB each file runs by itself, one test after the other: a small server
 * under more at once answers later than the service waits, and the tests of a file then have the databases of those before.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { ENGINE_TESTS } from './scripts/engine-tests.ts'

const IMPORTED = /^import '\.\.\/(.+\.test\.ts)'$/gm

const folder = new URL('test/together/', import.meta.url)
const together = readdirSync(folder).flatMap(file =>
  [...readFileSync(new URL(file, folder), 'utf8').matchAll(IMPORTED)].map(([, path]) => `!test/${path}`),
)

/** Those that `npm run check` has run where it measures their coverage. */
const apart = process.env.TEST_ENGINE === 'apart' ? ENGINE_TESTS.map(path => `!${path}`) : []

/** What takes longest begins first: at the end no processor waits for one that still runs. */
const LONGEST = [
  'slow/failures',
  'slow/americas',
  'slow/clients',
  'slow/elections',
  'bridge/crossings',
  'together/',
  'identity/crossings',
  'cli/',
  'identity/leaving',
  'identity/device',
  'http/last-admin',
  'identity/service-client',
]
const rank = path => {
  const found = LONGEST.findIndex(part => path.includes(`test/${part}`))
  return found < 0 ? LONGEST.length : found
}

const separate = process.env.TEST_STORE === 'mongodb'

export default {
  extensions: ['ts'],
  files: [
    'test/**/*.test.ts',
    '!test/slow/**',
    '!test/long/**',
    ...(separate ? ['!test/together/**'] : together),
    ...apart,
  ],
  sortTestFiles: (one, other) => rank(one) - rank(other) || one.localeCompare(other),
  require: ['./test/setup.js'],
  // Without any test that ends. On a busy machine the longest takes minutes.
  timeout: '10m',
  workerThreads: false,
  serial: separate,
}
