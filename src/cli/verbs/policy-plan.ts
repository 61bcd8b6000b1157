import { writeFile } from 'node:fs/promises'
import { counted } from '../../model/counted.ts'
import { askService, reasonHeader } from '../ask-service.ts'
import { jsonIn, textIn } from '../named-files.ts'
import { LONG_PATIENCE_MS } from '../service-address.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { momentOf } from './moment.ts'
import { type Replayed, replayLines } from './policy-replay.ts'
import { about, QUESTION_FLAGS } from './question.ts'
import { askedAbout, wishOf } from './wish.ts'

type Reply = Readonly<Record<string, unknown>>

const REASON = { reason: { about: 'Why: kept with the plan, and in the trail', value: 'TEXT' } }

export const policyPlanVerb: Verb = {
  name: 'policy plan',
  about:
    'Say what a change of the policy would do, rules and effects, and keep it as a plan. WHAT is a file of rules, revision:N, set:NAME, review:two_people, or answers:FILE of an access review.',
  example: 'kasbah policy plan acme.csv --out plan.json --reason "for the May survey"',
  takes: ['WHAT'],
  flags: {
    out: { about: 'Also write the plan to a file, for whoever applies it', value: 'FILE' },
    'dry-run': { about: 'Keep no plan' },
    replay: {
      about: 'Also put the decisions that were recorded since then to it: 7d, 12h, or a time',
      value: 'TIME',
    },
    ...REASON,
    ...QUESTION_FLAGS,
  },
  configured: true,
  run: async call => {
    const [what = ''] = call.args
    const { org } = await about(call, 'policy plan')
    const query = call.flags['dry-run'] === undefined ? '' : '?dry_run=true'
    const path = `/v1/orgs/${org}/policy/plans${query}`
    const body = { ...(await wishOf(what)), ...replayOf(call) }
    const manner = {
      headers: reasonOf(call),
      ...(call.flags.replay === undefined ? {} : { patience: LONG_PATIENCE_MS }),
    }
    const plan = await askedAbout(what, () => askService(call, path, body, manner))
    if (call.flags.out !== undefined)
      await writeFile(String(call.flags.out), `${JSON.stringify({ org, ...plan }, undefined, 2)}\n`)
    if (call.flags.json !== undefined) console.log(JSON.stringify(plan))
    else {
      process.stdout.write(String(plan.text))
      if (plan.replay) console.log(`\n${replayLines(plan.replay as Replayed).join('\n')}`)
      if (query === '')
        console.log(`apply it with: kasbah policy apply ${call.flags.out ?? plan.id}${accepting(plan)}`)
    }
    return 0
  },
}

/** The flags without which applying it is refused, to whoever made it. */
const accepting = ({ locks_out, locked_out, created_by, escalates }: Reply): string => {
  const own = Array.isArray(locks_out) && locks_out.includes(created_by)
  const others = Number(locked_out) > (own ? 1 : 0)
  return `${others ? ' --accept-lockouts' : ''}${own ? ' --accept-own-right' : ''}${escalates === undefined ? '' : ' --accept-escalation'}`
}

const replayOf = ({ flags: { replay } }: Call): Reply =>
  replay === undefined ? {} : { replay: { since: momentOf('--replay', String(replay)) } }

const reasonOf = ({ flags: { reason } }: Call): Record<string, string> =>
  reason === undefined ? {} : reasonHeader(String(reason))

export const policyApplyVerb: Verb = {
  name: 'policy apply',
  about:
    'Make a plan hold. PLAN is its id, or the file that `policy plan --out` wrote: then only that very plan is applied.',
  example: 'kasbah policy apply plan.json',
  takes: ['PLAN'],
  flags: {
    'accept-lockouts': { about: 'Administrators may lose their right by it' },
    'accept-own-right': { about: 'You may lose your own right by it' },
    'accept-escalation': { about: 'A role may come to what administrators alone may' },
    'break-glass': { about: 'The operator alone: why no second person applies it', value: 'TEXT' },
    ...REASON,
    ...QUESTION_FLAGS,
  },
  configured: true,
  run: async call => {
    const named = await planOf(call)
    const { flags } = call
    const accept = [
      ...(flags['accept-lockouts'] === undefined ? [] : ['lockouts']),
      ...(flags['accept-own-right'] === undefined ? [] : ['own_right']),
      ...(flags['accept-escalation'] === undefined ? [] : ['escalation']),
    ]
    const body = {
      accept,
      ...(named.digest === undefined ? {} : { digest: named.digest }),
      ...(flags['break-glass'] === undefined ? {} : { break_glass: flags['break-glass'] }),
    }
    const path = `/v1/orgs/${named.org}/policy/plans/${encodeURIComponent(named.id)}/apply`
    const made = await askService(call, path, body, { headers: reasonOf(call) })
    if (flags.json !== undefined) console.log(JSON.stringify(made))
    else
      console.log(
        `revision ${made.revision}: ${counted(Number(made.added), 'rule')} added, ${made.removed} removed`,
      )
    return made.propagated === false ? 1 : 0
  },
}

interface Named {
  readonly id: string
  readonly org: string
  readonly digest?: string
}

const planOf = async (call: Call): Promise<Named> => {
  const [word = ''] = call.args
  if (/^plan_[\w-]+$/.test(word)) return { id: word, org: String((await about(call, 'policy apply')).org) }
  const plan = jsonIn(await textIn(word), word) as Reply
  const { id, org, digest } = plan
  if (![id, org, digest].every(member => typeof member === 'string'))
    throw new UsageError(`${word} is not a plan: \`kasbah policy plan --out\` writes one.`)
  if (plan.dry_run === true)
    throw new UsageError(`${word} is of a dry run, which keeps no plan: make it without --dry-run.`)
  await requireSame(call, word, plan)
  return { id: String(id), org: String(org), digest: String(digest) }
}

/** What a reviewer reads in the file of a plan. */
const READ = ['text', 'rules', 'effects', 'digest'] as const

/** Who reviews the file must have read what is applied: the digest alone would be right in a file that was made to look harmless. */
const requireSame = async (call: Call, file: string, plan: Reply): Promise<void> => {
  const waits = await askService(
    call,
    `/v1/orgs/${plan.org}/policy/plans/${encodeURIComponent(String(plan.id))}`,
  )
  const other = READ.filter(member => JSON.stringify(waits[member]) !== JSON.stringify(plan[member]))
  if (other.length > 0)
    throw new UsageError(
      `${file} differs from the plan that waits in ${other.join(', ')}: read it with kasbah policy review ${plan.id}, and apply it by its id.`,
    )
}
