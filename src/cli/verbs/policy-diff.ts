import type { PolicyFiles } from '../../policy/compare-files.ts'
import { askService, askText } from '../ask-service.ts'
import { isFolder, textIn } from '../named-files.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { about, JSON_FLAG, ORG_FLAG } from './question.ts'
import { askedAbout } from './wish.ts'

const isRevision = (word: string): boolean => /^[1-9]\d*$/.test(word)
const LIVE = 'live'

export const policyDiffVerb: Verb = {
  name: 'policy diff',
  about:
    'Compare two policies: revisions of an organisation, `live` with a file of rules, two files of rules, or two folders of sets. Exit code 0: the same; 1: they differ.',
  example: 'kasbah policy diff 12 live --effects',
  takes: ['FROM', 'TO'],
  flags: {
    effects: { about: 'Also say who gains and who loses what' },
    limit: { about: 'At most so many rows of effects; 100 when absent', value: 'N' },
    set: {
      about: 'Of two files of rules: the folder of their set. Default: policies/datasets',
      value: 'FOLDER',
    },
    rules: { about: 'Of two sets: the rules of an organisation, for the effects', value: 'FILE' },
    ...ORG_FLAG,
    ...URL_FLAG,
    ...JSON_FLAG,
  },
  configured: true,
  run: async call => {
    const [from = '', to = ''] = call.args
    if (to === LIVE || isRevision(to)) return betweenRevisions(call, from, to)
    return from === LIVE ? fromLive(call, to) : betweenFiles(call, from, to)
  },
}

const limitOf = ({ flags: { limit = '100' } }: Call): number => {
  if (!/^[1-9]\d{0,3}$/.test(String(limit)) || Number(limit) > 1_000)
    throw new UsageError('--limit takes a number from 1 to 1000.')
  return Number(limit)
}

const betweenRevisions = async (call: Call, from: string, to: string): Promise<number> => {
  if (!isRevision(from)) throw new UsageError(`"${from}" is not a revision.`)
  const { org } = await about(call, 'policy diff')
  const query = `from=${from}${to === LIVE ? '' : `&to=${to}`}`
  const at = `/v1/orgs/${org}/policy`
  const effects = `${at}/effects?${query}&limit=${limitOf(call)}`
  const diff = await askService(call, `${at}/diff?${query}`)
  const same = [diff.adds, diff.removes].every(rules => Array.isArray(rules) && rules.length === 0)
  if (call.flags.json !== undefined) {
    const more = call.flags.effects === undefined ? {} : { effects: await askService(call, effects) }
    console.log(JSON.stringify({ ...diff, ...more }))
  } else {
    process.stdout.write(await askText(call, `${at}/diff?${query}`))
    if (call.flags.effects !== undefined) process.stdout.write(await askText(call, effects))
  }
  return same ? 0 : 1
}

/** The file is planned, and the plan is not kept. */
const fromLive = async (call: Call, file: string): Promise<number> => {
  const { org } = await about(call, 'policy diff')
  const body = { rules: await textIn(file) }
  const plan = await askedAbout(file, () =>
    askService(call, `/v1/orgs/${org}/policy/plans?dry_run=true`, body),
  )
  if (call.flags.json !== undefined) console.log(JSON.stringify(plan))
  else process.stdout.write(String(plan.text))
  return plan.rules_added === 0 && plan.rules_removed === 0 ? 0 : 1
}

const betweenFiles = async (call: Call, from: string, to: string): Promise<number> => {
  const { compareFiles } = await import('../../policy/compare-files.ts')
  const { diff, effects } = await compareFiles(await filesOf(call, from), await filesOf(call, to))
  const { printDiff } = await import('../../policy/diff.ts')
  const { pageOfEffects, printEffects } = await import('../../policy/effects.ts')
  const page = effects && pageOfEffects(effects, limitOf(call))
  if (call.flags.effects !== undefined && !page)
    throw new UsageError(
      'the effects of a set are those on an organisation: name its rules with --rules FILE.',
    )
  if (call.flags.json !== undefined) console.log(JSON.stringify({ ...diff, effects: page }))
  else {
    process.stdout.write(printDiff(diff))
    if (page && call.flags.effects !== undefined) process.stdout.write(printEffects(page))
  }
  return diff.adds.length + diff.removes.length === 0 ? 0 : 1
}

const filesOf = async ({ flags }: Call, path: string): Promise<PolicyFiles> => {
  if (!(await isFolder(path))) {
    const rules = await textIn(path)
    const set = await setOf(String(flags.set ?? SET), '--set names the folder of their set.')
    return { set, rules, file: path }
  }
  const file = String(flags.rules)
  const rules = flags.rules === undefined ? {} : { rules: await textIn(file), file }
  return { set: await setOf(path, 'a set has model.conf, policy.csv and set.yaml.'), ...rules }
}

const NEEDED = ' Two files of rules need --set FOLDER, their policy set.'

/** The set of two files of rules, where no other is named: that of a checkout. */
export const SET = 'policies/datasets'

const setOf = async (folder: string, mend: string): Promise<PolicyFiles['set']> => {
  const { readSetFolder } = await import('../../policy/folder.ts')
  const set = (await isFolder(folder, folder === SET ? NEEDED : '')) && (await readSetFolder(folder))
  if (!set || Object.keys(set.texts).length === 0) throw new UsageError(`${folder} is no policy set: ${mend}`)
  return { ...set, folder }
}
