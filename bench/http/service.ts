import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { datasetOf, orgOf, personOf, questions, type Size } from '../organisations.ts'
import { requestBytes } from './load.ts'
import { type Server, startServer } from './server.ts'

export const OPERATOR = 'the-operator-key-of-the-bench-is-long-enough'

/** Of each service that is measured. */
export const SETTINGS = {
  KASBAH_LISTEN: '127.0.0.1:0',
  KASBAH_OPERATOR_KEY: OPERATOR,
  KASBAH_RATE_LIMIT: '0',
  KASBAH_LOG_LEVEL: 'error',
}

/** A service on SQLite with the organisation of the bench, and a key that may ask about anyone. */
export interface Service extends Server {
  readonly key: string
}

const HERE = join(import.meta.dirname, '../..')

const organisationOf = (checkout: string): Promise<typeof import('./organisation.ts')> =>
  checkout === HERE ? import('./organisation.ts') : import(join(checkout, 'bench/http/organisation.ts'))

interface ServiceParts {
  readonly env?: Readonly<Record<string, string>>
  /** Words for Node itself. */
  readonly node?: readonly string[]
  /** Another checkout of the project, to compare with: its store is filled by its own code. */
  readonly checkout?: string
  /** Of its organisation; that of most rows when absent. */
  readonly size?: Size
}

export const startService = async ({
  env,
  node = [],
  checkout = HERE,
  size,
}: ServiceParts = {}): Promise<Service> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  const store = `sqlite:${join(folder, 'kasbah.db')}`
  const { checkKey, fillStore } = await organisationOf(checkout)
  await fillStore(store, size)
  const server = await startServer({
    file: join(checkout, 'src/main.ts'),
    env: { ...SETTINGS, KASBAH_STORE: store, KASBAH_POLICIES: join(checkout, 'policies'), ...env },
    node,
    log: join(folder, 'log'),
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    return { ...server, key: await checkKey(server.url, OPERATOR), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Asked {
  readonly subject: string
  readonly action: string
  readonly resource: string
}

const asked = (count: number): Asked[] =>
  questions(count, 1).map(({ subject, action, resource }) => ({ subject, action, resource }))

const requests = ({ key }: Service, path: string, bodies: readonly object[]): Buffer[] =>
  bodies.map(body => requestBytes(path, { Authorization: `Bearer ${key}` }, JSON.stringify(body)))

export const checks = (service: Service): Buffer[] =>
  requests(
    service,
    '/check',
    asked(2_000).map(one => ({ org: orgOf(0), ...one })),
  )

/** How many questions a request of {@link batches} has. */
export const BATCH = 100

export const batches = (service: Service): Buffer[] => {
  const all = asked(2_000)
  const parts = Array.from({ length: all.length / BATCH }, (_, at) => all.slice(at * BATCH, (at + 1) * BATCH))
  return requests(
    service,
    '/check/batch',
    parts.map(part => ({ org: orgOf(0), checks: part })),
  )
}

const entity = (ref: string) => {
  const colon = ref.indexOf(':')
  return { type: ref.slice(0, colon), id: ref.slice(colon + 1) }
}

export const evaluations = (service: Service): Buffer[] =>
  requests(
    service,
    '/access/v1/evaluation',
    asked(2_000).map(({ subject, action, resource }) => ({
      subject: entity(subject),
      action: { name: action },
      resource: entity(resource),
    })),
  )

/** An AuthZEN batch of as many evaluations as {@link batches} have questions. */
export const evaluationBatches = (service: Service): Buffer[] => {
  const all = asked(2_000)
  const parts = Array.from({ length: all.length / BATCH }, (_, at) => all.slice(at * BATCH, (at + 1) * BATCH))
  return requests(
    service,
    '/access/v1/evaluations',
    parts.map(part => ({
      evaluations: part.map(({ subject, action, resource }) => ({
        subject: entity(subject),
        action: { name: action },
        resource: entity(resource),
      })),
    })),
  )
}

const people = (count: number): string[] => Array.from({ length: count }, (_, i) => personOf(i + 1))
const ABOUT_DATASETS = { org: orgOf(0), action: 'view', type: 'dataset' }

/** First pages of what a person may see. */
export const firstPages = (service: Service): Buffer[] =>
  requests(
    service,
    '/search/resources',
    people(50).map(subject => ({ ...ABOUT_DATASETS, subject, limit: 100 })),
  )

/** The same in AuthZEN. */
export const authzenPages = (service: Service): Buffer[] =>
  requests(
    service,
    '/access/v1/search/resource',
    people(50).map(subject => ({
      subject: entity(subject),
      action: { name: 'view' },
      resource: { type: 'dataset' },
      page: { limit: 100 },
    })),
  )

/** Of these datasets, which may a person see. */
export const filters = (service: Service, count: number): Buffer[] =>
  requests(
    service,
    '/search/filter',
    people(50).map((subject, at) => ({
      org: orgOf(0),
      subject,
      action: 'view',
      resources: Array.from({ length: count }, (_, i) => datasetOf(at * 17 + i)),
    })),
  )
