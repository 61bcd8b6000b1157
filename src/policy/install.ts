import type { Commit } from '../change/commit.ts'
import type { CompiledSet, SetSource } from '../engine/set.ts'
import type { SetDescription } from '../model/catalogue.ts'
import type { OrgId } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import { Problem } from '../model/problems.ts'
import type { InstalledSet, PolicySetStore } from '../ports/policy-set-store.ts'
import type { PolicyStore } from '../ports/policy-store.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { diffUnder, type RulesDiff } from './diff.ts'
import { type Finding, refuse } from './finding.ts'
import type { SetFolder } from './folder.ts'
import { lintSet } from './lint.ts'
import { readAttributes } from './read-attributes.ts'
import { digestOf, openSet, type ReadSet, storedSet, TESTS } from './set.ts'
import { reasonsAgainst } from './set-change.ts'
import { decidingBy } from './set-versions.ts'
import { trySet } from './trial/try-set.ts'

export interface InstallParts {
  readonly sets: PolicySetStore
  readonly records: Pick<RecordStore, 'organisations' | 'list' | 'several'>
  readonly policy: Pick<PolicyStore, 'snapshot'>
  readonly commit: Commit
  readonly now: () => Date
}

export interface InstallRequest {
  readonly folder: SetFolder
  readonly dryRun: boolean
  readonly reason?: string
}

export interface InstallReport {
  readonly digest: string
  /** The digest that was in use; absent for a set that is new. */
  readonly before?: string
  /** What a person should know of the set. */
  readonly findings: readonly Finding[]
  /** How many decisions its tests ask for. */
  readonly asked: number
  /** How its own rules differ from those in use. */
  readonly diff: RulesDiff
  /** The organisations that use it, with the revision from which they decide by it; absent in a dry run. */
  readonly organisations: readonly { org: OrgId; revision?: number; propagated: boolean }[]
}

/**
 * Installs a set, also over the version in use. First it must be good on its own (readable, its tests passing) and for every
 * organisation that uses it. Each of these then gets a change that touches nothing but itself: it is in the history and the trail,
 * and every replica that hears it reads the organisation anew, by the new set. Installing the digest in use tells them again,
 * for when that was cut off.
 * @throws Problem invalid_policy with a line for each thing that is wrong; nothing was installed
 */
export async function installSet(parts: InstallParts, request: InstallRequest): Promise<InstallReport> {
  const { name, texts } = request.folder
  const set = openSet(name, texts)
  const asked = await requirePassing(set, texts[TESTS])
  const users: OrgId[] = []
  for await (const { id, policy_set } of everyOrganisation(parts)) if (policy_set === name) users.push(id)
  const installed = await parts.sets.find(name)
  const inUse = installed && readable(installed)
  await requireFitting(parts, { before: inUse?.description, to: set.compiled, request }, users)
  const digest = digestOf(texts)
  const report = {
    digest,
    ...(installed ? { before: installed.digest } : {}),
    findings: lintSet(set, texts),
    asked,
    diff: await diffUnder(set.compiled, inUse?.baseline ?? [], set.source.baseline),
  }
  if (request.dryRun) return { ...report, organisations: users.map(org => ({ org, propagated: false })) }
  await parts.sets.install({ name, digest, installed_at: parts.now(), texts })
  const organisations = []
  for (const org of users)
    organisations.push(await tell(parts, org, { ...request, digest, before: installed?.digest }))
  return { ...report, organisations }
}

/** A version that an earlier program installed and this one would refuse is what an installation may be there to mend. */
const readable = ({ name, texts }: InstalledSet): SetSource | undefined => {
  try {
    return storedSet(name, texts)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

const requirePassing = async (set: ReadSet, tests: string | undefined): Promise<number> => {
  if (tests === undefined)
    throw new Problem('invalid_policy', `the set has no ${TESTS}: one without tests is not installed`)
  const { asked, failures } = await trySet(set, tests)
  refuse(
    failures.map(({ name, expected, message }) => ({
      code: 'test-failed',
      file: TESTS,
      ...expected.place,
      message: `${name}: ${message}`,
    })),
  )
  return asked
}

/** Every organisation. */
export async function* everyOrganisation({
  records,
}: Pick<InstallParts, 'records'>): AsyncGenerator<Organisation> {
  let after: string | undefined
  do {
    const page = await records.organisations({ limit: 500, ...(after === undefined ? {} : { after }) })
    yield* page.items
    after = page.next
  } while (after !== undefined)
}

/** All of them are looked at before anything is written: one that cannot go on stops it. */
const requireFitting = async (
  { policy }: InstallParts,
  { before, to, request }: { before: SetDescription | undefined; to: CompiledSet; request: InstallRequest },
  users: readonly OrgId[],
): Promise<void> => {
  const wrong: Finding[] = []
  for (const org of users) {
    const stored = await policy.snapshot(org)
    if (!stored) continue
    const reviewed = stored.organisation.settings.policy_review === 'two_people'
    if (reviewed && !request.dryRun && request.reason === undefined)
      wrong.push({
        code: 'organisation-unfit',
        file: `organisation ${org}`,
        message: 'two people change the policy there: give a reason, which its trail keeps',
      })
    for (const message of await reasonsAgainst(to, stored, before))
      wrong.push({ code: 'organisation-unfit', file: `organisation ${org}`, message })
  }
  refuse(wrong)
}

const tell = async (
  { commit, records }: InstallParts,
  org: OrgId,
  { folder, reason, digest, before }: InstallRequest & { digest: string; before: string | undefined },
) => {
  const what = `policy set ${folder.name} ${digest.slice(0, 12)}`
  const by = {
    actor: 'operator',
    operation: 'installPolicySet',
    target: 'org',
    reason: reason === undefined ? what : `${what}: ${reason}`,
  } as const
  const { revision, propagated } = await commit(org, by, ({ organisation, revision: present }) => {
    const next = { since: present + 1, policy_set: folder.name, digest }
    const value = decidingBy(organisation, next, { policy_set: folder.name, digest: before })
    return { records: [{ put: 'organisation', value }], narrows: true }
  })
  const read = await readAttributes({ records, commit }, org, by)
  return { org, revision: read ?? revision, propagated }
}
