import { z } from 'zod'
import { place } from '../../policy/finding.ts'
import type { OrganisationEffects, Version } from '../../policy/set-service.ts'
import { read } from '../builders.ts'
import { type Limits, route } from '../route.ts'
import { listOf } from './paging.ts'
import { EffectsReply, printedEffects } from './policy-effects.ts'
import { DryRun } from './written.ts'

const Path = z.object({ set: z.string().max(63).describe('The name of the set') })

const VersionReply = z.object({ name: z.string(), digest: z.string(), installed_at: z.iso.datetime() })
const SetReply = VersionReply.extend({ organisations: z.number().int().describe('How many use it') }).meta({
  id: 'InstalledPolicySet',
})

const listPolicySets = read({
  operation: 'listPolicySets',
  path: '/v1/policy-sets',
  tag: 'Policy',
  summary: 'List the installed policy sets',
  reply: listOf(SetReply),
  may: 'operator',
  handle: async ({ sets }) => ({ items: await sets.list() }),
})

const getPolicySet = read({
  operation: 'getPolicySet',
  path: '/v1/policy-sets/:set',
  tag: 'Policy',
  summary: 'Get a policy set with its files, its versions and who uses it',
  params: Path,
  reply: SetReply.extend({
    texts: z.record(z.string(), z.string()).describe('File name -> content, of the version in use'),
    versions: z.array(VersionReply).describe('The newest first'),
    users: z.array(z.string()).describe('The first 1,000 organisations that use it'),
  }),
  may: 'operator',
  handle: async ({ sets }, { params }) => sets.get(params.set),
})

const FILE = z.string().max(2 ** 18)
const Wish = z
  .strictObject({
    texts: z
      .strictObject({
        'model.conf': FILE,
        'policy.csv': FILE,
        'set.yaml': FILE,
        'tests.yaml': FILE,
        'routes.yaml': FILE.exactOptional(),
      })
      .optional()
      .describe('The files of the version'),
    digest: z.string().max(64).optional().describe('Of a version that was installed before: the way back'),
    effects: z
      .boolean()
      .default(false)
      .describe('Also compare what everybody may do, in up to 50 organisations'),
  })
  .refine(
    ({ texts, digest }) => (texts === undefined) !== (digest === undefined),
    'one of `texts` and `digest`',
  )

/** Reading and testing a set holds the thread for some milliseconds; larger ones are installed by the command. */
const LIMITS: Limits = { bytes: 2 ** 18, values: 100 }

const InstallReply = z
  .object({
    digest: z.string(),
    before: z.string().optional().describe('The digest that was in use'),
    asked: z.number().int().describe('How many decisions its tests ask for; all were as expected'),
    findings: z.array(z.object({ code: z.string(), place: z.string(), message: z.string() })),
    adds: z.array(z.array(z.string())).describe('Its own rules that are new'),
    removes: z.array(z.array(z.string())),
    organisations: z.array(
      z.object({ org: z.string(), revision: z.number().int().optional(), propagated: z.boolean() }),
    ),
    effects: z.array(EffectsReply.omit({ next_token: true }).extend({ org: z.string() })).optional(),
    not_compared: z.number().int().optional().describe('Organisations whose effects were left out'),
    dry_run: z.literal(true).optional(),
  })
  .meta({ id: 'PolicySetInstallation' })

const installPolicySet = route({
  operation: 'installPolicySet',
  method: 'POST',
  path: '/v1/policy-sets/:set/install',
  tag: 'Policy',
  summary: 'Install a version of a policy set for every organisation that uses it',
  description:
    'Its tests must pass, and every organisation must be able to go on under it; otherwise nothing is installed. Each organisation gets a change with the digest and the reason. Where two people change the policy, a reason is needed.',
  scope: 'write',
  conditions: ['dry_run', 'Kasbah-Reason', 'Idempotency-Key'],
  params: Path,
  query: DryRun,
  body: Wish,
  limits: LIMITS,
  reply: InstallReply,
  problems: ['invalid_policy', 'unknown_policy_set', 'too_much_work', 'busy'],
  may: 'operator',
  async handle({ sets }, { params, body, by }) {
    const dryRun = by.dryRun === true
    const { report, effects, not_compared } = await sets.install({
      name: params.set,
      version: versionOf(body),
      dryRun,
      effects: body.effects,
      ...(by.reason === undefined ? {} : { reason: by.reason }),
    })
    const { diff, findings, ...rest } = report
    return {
      ...rest,
      ...diff,
      findings: findings.map(finding => ({
        code: finding.code,
        place: place(finding),
        message: finding.message,
      })),
      ...(effects === undefined ? {} : { effects: effects.map(printedOf), not_compared }),
      ...(dryRun ? { dry_run: true } : {}),
    }
  },
})

const versionOf = ({ texts, digest = '' }: z.output<typeof Wish>): Version =>
  texts === undefined ? { digest } : { texts }

const printedOf = ({ org, ...page }: OrganisationEffects) => ({ org, ...printedEffects(page) })

export const policySetRoutes = [listPolicySets, getPolicySet, installPolicySet]
