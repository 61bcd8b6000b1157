import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Heavy, heaviest } from '../http/heaviest-requests.ts'
import { fillHeavy, OTHER } from '../http/heavy-organisation.ts'
import { type Server, startServer } from '../http/server.ts'
import { OPERATOR, SETTINGS } from '../http/service.ts'
import { type Measured, milli, type Row } from '../measure.ts'

const GOAL = 'others wait < 50 ms'

const ask = async (url: URL, { method, path, body }: Omit<Heavy, 'what'>): Promise<number> => {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${OPERATOR}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  await response.arrayBuffer()
  return response.status
}

const HEALTH = { method: 'GET', path: '/healthz' }
const CHECK = {
  method: 'POST',
  path: '/check',
  body: { org: OTHER, subject: 'user:ada', action: 'view', resource: 'dataset:d' },
}

/** Asks the same small question again and again; answers the longest that it took. */
const longest = async (url: URL, what: Omit<Heavy, 'what'>, going: () => boolean): Promise<number> => {
  let most = 0
  while (going()) {
    const start = performance.now()
    await ask(url, what)
    most = Math.max(most, performance.now() - start)
    await wait(2)
  }
  return most
}

const beside = async (url: URL, request: Heavy): Promise<Measured> => {
  const text = JSON.stringify(request.body)
  const ready = { ...request, ...(text === undefined ? {} : { body: text }) }
  let going = true
  const others = [longest(url, HEALTH, () => going), longest(url, CHECK, () => going)]
  await wait(100)
  const start = performance.now()
  const status = await ask(url, ready)
  const took = performance.now() - start
  going = false
  const [health = 0, check = 0] = await Promise.all(others)
  return {
    what: request.what,
    goal: GOAL,
    measured: `\`/healthz\` ${milli(health)}, another's check ${milli(check)}`,
    beside: `it took ${milli(took)} (${status})`,
  }
}

/** The heaviest request of each route, beside the longest that somebody else waited meanwhile. */
export const heaviestRow: Row = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  const store = `sqlite:${join(folder, 'kasbah.db')}`
  let service: Server | undefined
  try {
    await fillHeavy(store)
    service = await startServer({
      file: '../../src/main.ts',
      env: { ...SETTINGS, KASBAH_STORE: store },
    })
    for (let i = 0; i < 200; i++) await ask(service.url, CHECK)
    const measured: Measured[] = []
    for (const request of heaviest) measured.push(await beside(service.url, request))
    return measured
  } finally {
    await service?.stop()
    await rm(folder, { recursive: true })
  }
}
