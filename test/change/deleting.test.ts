/**
 * A dataset or a group that was deleted, by whatever channel, is named by nothing any more, and one that is made under its id,
 * by whatever channel, begins with nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { importInto } from '../../src/compose/upkeep.ts'
import { loadConfig } from '../../src/config/config.ts'
import { type OrgId, subject } from '../../src/model/id.ts'
import type { Reply } from '../service/client.ts'
import { runService, type Service } from '../service/service.ts'
import { withStore } from '../service/store.ts'
import { furnish, STREETS, TEAM } from './acme.ts'
import { traceOf } from './trace.ts'

const ANN = subject('user', 'ann')

/** An organisation of its own for each course of events. */
interface Place {
  readonly org: OrgId
  readonly operator: Service['operator']
  readonly scim: Service['operator']
}
type Step = (place: Place) => Promise<Reply>

const at = (org: string, path: string) => `/v1/orgs/${org}/${path}`

/** Publishes the policy without the lines that name it. */
const unpublished =
  (name: string): Step =>
  async ({ operator, org }) => {
    const lines = (await operator('GET', at(org, 'policy'))).text.split('\n')
    const rules = lines.filter(line => !line.includes(name)).join('\n')
    return operator('PUT', at(org, 'policy'), { rules })
  }

const promised: Step = ({ operator, org }) => {
  const grants = [{ resource: STREETS, level: 'can_manage' }]
  return operator('POST', at(org, 'invitations'), { email: 'bob@acme.example', role: 'guest', grants })
}

const DELETING: Readonly<Record<string, Step>> = {
  'the admin API': ({ operator, org }) => operator('DELETE', at(org, 'datasets/streets')),
  'a published policy': unpublished(STREETS),
  'a rollback': ({ operator, org }) => operator('POST', at(org, 'policy/rollback'), { revision: 1 }),
}

const MAKING: Readonly<Record<string, Step>> = {
  'the admin API': ({ operator, org }) =>
    operator('POST', at(org, 'datasets'), { id: 'streets', name: 'Others' }),
  'a clone': async ({ operator, org }) => {
    await operator('POST', at(org, 'datasets'), { id: 'parks', name: 'Parks' })
    return operator('POST', at(org, 'datasets/parks/clone'), { id: 'streets' })
  },
}

const GROUPS: Readonly<Record<string, Step>> = {
  'the admin API': ({ operator, org }) => operator('DELETE', at(org, 'groups/team')),
  SCIM: ({ scim, org }) => scim('DELETE', `/scim/v2/orgs/${org}/Groups/team`),
}

/** What happens in one organisation, whose trace is looked for then, and what of it may be. */
interface Course {
  readonly name: string
  readonly steps: readonly Step[]
  /** Imports it anew when nobody serves the store. */
  readonly imports?: true
  readonly of: string
  readonly leaves: readonly string[]
}

/** A dataset that rules gave and take away leaves these behind, for the way back. */
const WAITS = ['resource.id', 'resource.name', 'version.resource']
const FRESH = ['resource.id', 'rule.g2']

const COURSES: readonly Course[] = [
  ...Object.entries(DELETING).flatMap(([channel, remove]): Course[] => [
    {
      name: `a dataset deleted by ${channel} is named by nothing but what waits for a way back`,
      steps: [promised, remove],
      of: STREETS,
      leaves: channel === 'the admin API' ? [] : WAITS,
    },
    ...Object.entries(MAKING).map(([way, make]) => ({
      name: `a dataset deleted by ${channel} and made again by ${way} begins with nothing`,
      steps: [promised, remove, make],
      of: STREETS,
      leaves: way === 'a clone' ? ['resource.id', 'resource.name', 'rule.g2'] : FRESH,
    })),
    {
      name: `a dataset deleted by ${channel} and made again by an import begins with nothing`,
      steps: [promised, remove],
      imports: true,
      of: STREETS,
      leaves: [...FRESH, 'resource.name', 'rule.p'].sort(),
    },
  ]),
  ...Object.entries(GROUPS).map(([channel, remove]) => ({
    name: `a group deleted by ${channel} is named by nothing, nor does a mapping put anyone into the next`,
    steps: [remove],
    of: TEAM,
    leaves: [],
  })),
]

const importAnew = async (url: string, org: OrgId): Promise<void> => {
  const file = {
    name: 'list.csv',
    async *open() {
      yield Buffer.from('subject,resource,level\nuser:eve,dataset:streets,can_view\n')
    },
  }
  const config = loadConfig({ env: { KASBAH_STORE: url, KASBAH_OPERATOR_KEY: 'k'.repeat(40) } })
  await importInto(config, { org, by: { actor: 'operator', operation: 'import', target: 'org' }, file })
}

/** Every course in its own organisation of one store; answers the trace at its end. */
const walked = async (url: string): Promise<ReadonlyMap<Course, readonly string[]>> => {
  const places = COURSES.map((course, n) => ({ course, org: `org-${n}` as OrgId }))
  const tokens = await withStore(url, store => Promise.all(places.map(({ org }) => furnish(store, org, ANN))))
  const service = await runService({ store: url })
  for (const [n, { course, org }] of places.entries())
    for (const step of course.steps) {
      const place = { org, operator: service.operator, scim: service.as(tokens[n] ?? '') }
      const { status, text } = await step(place)
      if (status >= 300) throw new Error(`${course.name}: ${status} ${text}`)
    }
  await service.stop()
  for (const { course, org } of places) if (course.imports) await importAnew(url, org)
  return withStore(url, async store => {
    const traces = new Map<Course, readonly string[]>()
    for (const { course, org } of places) traces.set(course, await traceOf(store, org, course.of))
    return traces
  })
}

const folder = await mkdtemp(join(tmpdir(), 'kasbah-deleting-'))
const traces = await walked(`sqlite:${join(folder, 'kasbah.db')}`)
test.after.always(() => rm(folder, { recursive: true, force: true }))

for (const course of COURSES) test(course.name, t => t.deepEqual(traces.get(course), course.leaves))
