/** Other decision points over HTTP, where their programs are on the PATH: `opa`, `cerbos`. */
import { spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { requestBytes } from '../http/load.ts'
import { type Server, serverOf } from '../http/server.ts'
import type { Question } from '../organisations.ts'
import { reach, type World } from './world.ts'

export interface Peer {
  readonly name: string
  readonly server: Server
  request(question: Question): Buffer
  /** What its answer says. */
  allows(body: string): boolean
}

export const onPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, program))
    .find(runs)

const runs = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly folder: string
  readonly url: URL
  /** A path that answers once it serves. */
  readonly health: string
}

const started = async ({ command, args, folder, url, health }: Program): Promise<Server> => {
  const log = openSync(join(folder, 'log'), 'a')
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', log, log] })
  for (let tries = 0; tries < 300; tries += 1) {
    if (
      await fetch(new URL(health, url)).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return serverOf(child, url)
    await wait(100)
  }
  child.kill()
  throw new Error(`${command} did not answer; it said why in ${folder}/log`)
}

const REGO = `package bench
default allow := false
mine := {input.subject} | {p | some p in data.parents[input.subject]}
levels := {l | some l in data.levels[input.action]}
denied if { "role:guest" in mine; input.action == "clone" }
allow if { not denied; "role:admin" in mine }
allow if { not denied; some who in mine; some level in data.given[input.resource][who]; level in levels }
`

/** Its data are the same facts; the rules read as a user of Rego would write them. */
export const opa = async (command: string, folder: string, world: World): Promise<Peer> => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'bench.rego'), REGO)
  const given: Record<string, Record<string, string[]>> = {}
  for (const { to, dataset, level } of world.given) {
    given[dataset] ??= {}
    given[dataset][to] = [...(given[dataset][to] ?? []), level]
  }
  const levels = Object.fromEntries(
    [...world.above.keys()].map(action => [action, reach(world.above, action)]),
  )
  const data = { parents: Object.fromEntries(world.parents), levels, given }
  writeFileSync(join(folder, 'data.json'), JSON.stringify(data))
  const url = new URL(`http://127.0.0.1:${await freePort()}`)
  const flags = ['--skip-version-check', '--disable-telemetry', '--log-level', 'error']
  const args = ['run', '--server', '--addr', url.host, ...flags, 'bench.rego', 'data.json']
  return {
    name: 'OPA',
    server: await started({ command, args, folder, url, health: '/health' }),
    request: ({ subject, action, resource }) =>
      requestBytes('/v1/data/bench/allow', {}, JSON.stringify({ input: { subject, action, resource } })),
    allows: body => JSON.parse(body).result === true,
  }
}

const POLICY = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: dataset
  rules:
    - { actions: ['*'], effect: EFFECT_ALLOW, roles: ['role:admin'] }
    - { actions: [clone], effect: EFFECT_DENY, roles: ['role:guest'] }
    - actions: ['*']
      effect: EFFECT_ALLOW
      roles: ['*']
      condition: { match: { expr: 'hasIntersection(P.attr.mine, R.attr.granted)' } }
`

/** It keeps no facts: each request brings who was given a level that has the action. */
export const cerbos = async (command: string, folder: string, world: World): Promise<Peer> => {
  const policies = join(folder, 'policies')
  mkdirSync(policies, { recursive: true })
  writeFileSync(join(policies, 'dataset.yaml'), POLICY)
  const url = new URL(`http://127.0.0.1:${await freePort()}`)
  const settings = {
    server: { httpListenAddr: url.host, grpcListenAddr: `127.0.0.1:${await freePort()}` },
    storage: { driver: 'disk', disk: { directory: policies, watchForChanges: false } },
    telemetry: { disabled: true },
  }
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
  const args = ['server', '--config', 'settings.json', '--log-level', 'error']
  const byDataset = Map.groupBy(world.given, ({ dataset }) => dataset)
  return {
    name: 'Cerbos',
    server: await started({ command, args, folder, url, health: '/_cerbos/health' }),
    request: ({ subject, action, resource }) => {
      const levels = new Set(reach(world.above, action))
      const granted = (byDataset.get(resource) ?? [])
        .filter(({ level }) => levels.has(level))
        .map(({ to }) => to)
      const mine = [subject, ...(world.parents.get(subject) ?? [])]
      const roles = mine.filter(one => one.startsWith('role:'))
      const body = {
        principal: { id: subject, roles, attr: { mine } },
        resources: [{ actions: [action], resource: { kind: 'dataset', id: resource, attr: { granted } } }],
      }
      return requestBytes('/api/check/resources', {}, JSON.stringify(body))
    },
    allows: body => Object.values(JSON.parse(body).results[0].actions)[0] === 'EFFECT_ALLOW',
  }
}
