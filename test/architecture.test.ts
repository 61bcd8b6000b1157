import { readFileSync } from 'node:fs'
import test from 'ava'
import {
  importsOf,
  packageOf,
  type Source,
  sources,
  target,
  withoutComments,
} from './architecture/imports.ts'
import { policyNames, quoted } from './architecture/names.ts'
import { adapter, BUILTINS, ROOMS, type Room } from './architecture/table.ts'

const code = [...sources('src'), ...sources('adapters')]

/** The client for TypeScript, but for what is generated and what was built. */
const clients = sources('sdk/typescript/src').filter(({ path }) => !path.includes('.generated.'))

/** The room that a file belongs to: `engine/casbin`, `http`, `compose`, `adapters/sqlite`. */
const roomOf = (path: string): string => {
  if (path.startsWith('adapters/')) return path.split('/').slice(0, 2).join('/')
  if (/^src\/engine\/casbin(?:\/|\.ts$)/.test(path)) return 'engine/casbin'
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '')
}

const rulesOf = (room: string): Room | undefined =>
  room.startsWith('adapters/') ? adapter(room.slice('adapters/'.length)) : ROOMS[room]

const mayImport = (from: string, to: string, { may }: Room): boolean => {
  const family = (room: string) => room.replace('engine/casbin', 'engine')
  return (
    from === to || family(from) === family(to) || may.includes(to.startsWith('adapters/') ? 'adapters' : to)
  )
}

/** What is wrong with one import of a file; undefined when it may be. */
const fault = ({ path }: Source, specifier: string): string | undefined => {
  const room = roomOf(path)
  const rules = rulesOf(room)
  if (!rules) return `${path}: there is no room "${room}"`
  if (specifier.startsWith('node:')) {
    const homes = BUILTINS[specifier]
    return homes && !homes.includes(room) ? `${path}: ${specifier} belongs to ${homes.join(', ')}` : undefined
  }
  if (!specifier.startsWith('.'))
    return rules.vendors.includes(packageOf(specifier)) ? undefined : `${path}: may not name ${specifier}`
  const to = target(path, specifier)
  if (specifier.endsWith('package.json')) return undefined
  if (!/^(?:src|adapters)\//.test(to)) return `${path}: reaches outside src and adapters, to ${to}`
  return mayImport(room, roomOf(to), rules) ? undefined : `${path}: ${room} may not import ${to}`
}

test('every import is in the table', t => {
  t.deepEqual(
    code.flatMap(file => importsOf(file).map(specifier => fault(file, specifier))).filter(Boolean),
    [],
  )
})

test('the client for TypeScript needs nothing but itself', t => {
  t.true(clients.length > 10)
  t.deepEqual(
    clients.flatMap(file => importsOf(file)).filter(specifier => !specifier.startsWith('./')),
    [],
  )
  const manifest = JSON.parse(readFileSync('sdk/typescript/package.json', 'utf8'))
  t.deepEqual([manifest.dependencies, manifest.peerDependencies], [undefined, undefined])
})

test('the reading of imports sees every form, and not comments', t => {
  const text = [
    "import { a } from './a.ts'",
    "import type { B } from '../b.ts'",
    "import {\n  c,\n  type D,\n} from 'c'",
    "import 'side-effect'",
    "export { e } from './e.ts'",
    "export * from './f.ts'",
    "const g = await import('./g.ts')",
    "// import { h } from './h.ts'",
    "/** import { i } from './i.ts' */",
    "const j = 'http://example.org' // k from 'k'",
  ].join('\n')
  t.deepEqual([...importsOf({ path: 'src/x.ts', text })].sort(), [
    '../b.ts',
    './a.ts',
    './e.ts',
    './f.ts',
    './g.ts',
    'c',
    'side-effect',
  ])
})

test('the table refuses what it should', t => {
  const refused = (path: string, specifier: string) => fault({ path, text: '' }, specifier) !== undefined
  t.true(refused('src/model/id.ts', '../ports/store.ts'))
  t.true(refused('src/access/grants.ts', '../directory/accounts.ts'))
  t.true(refused('src/engine/snapshot.ts', 'casbin'))
  t.true(refused('src/http/app.ts', '../../adapters/sqlite/store.ts'))
  t.true(refused('adapters/sqlite/store.ts', '../mongodb/store.ts'))
  t.true(refused('src/http/app.ts', 'node:sqlite'))
  t.true(refused('src/shared/x.ts', 'node:fs'))
  t.false(refused('src/engine/casbin/decider.ts', 'casbin'))
  t.false(refused('src/engine/snapshot.ts', './casbin/decider.ts'))
  t.false(refused('src/compose.ts', '../adapters/sqlite/store.ts'))
})

test('no file is over 250 lines', t => {
  const all = [...code, ...sources('test'), ...sources('scripts'), ...sources('bench'), ...clients]
  t.deepEqual(
    all.filter(({ text }) => text.split('\n').length > 251).map(({ path }) => path),
    [],
  )
})

/** Shows how a request looks: nothing goes by it. */
const EXAMPLES = 'src/http/openapi/example-values.ts'
/** Its name is a word of the command, and an action of one policy set by chance. */
const EXPORT = 'src/cli/verbs/export.ts'
/** What a process does is a word of the settings, and a role of a policy set by chance. */
const PROCESSES = 'src/model/process-role.ts'

test('roles, levels and actions are policy data: the code names none of them', t => {
  const names = policyNames()
  t.true(names.size > 20)
  t.deepEqual(
    code
      .filter(({ path }) => ![EXAMPLES, EXPORT, PROCESSES].includes(path))
      .flatMap(file => quoted(withoutComments(file.text), names).map(name => `${file.path} names ${name}`)),
    [],
  )
})

test('no room is named after nothing', t => {
  const homeless = /(?:^|\/)(?:utils?|helpers?|common|shared)(?:\/|\.|-|$)/
  t.deepEqual(
    code.filter(({ path }) => homeless.test(path)).map(({ path }) => path),
    [],
  )
})

test('every dependency is pinned to one version', t => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.deepEqual(
    Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)),
    ),
    [],
  )
})
