import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { loadConfig } from '../../config/config.ts'
import { counted } from '../../model/counted.ts'
import { type OrgId, OrgRef } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { type Far, farParts } from '../../policy/import/far.ts'
import { formats, type ImportFormat } from '../../policy/import/format.ts'
import { type ImportReport, type ImportRequest, importFile } from '../../policy/import/import.ts'
import { importOperations } from '../../policy/import/operation-lines.ts'
import { requireYes } from '../agreed.ts'
import { farOrganisation } from '../far-organisation.ts'
import { URL_FLAG } from '../service-address.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { importPeopleOf, peopleIn } from './import-people.ts'
import { tellPlan } from './import-plan.ts'
import { progressLine } from './progress.ts'

export const importVerb: Verb = {
  name: 'import',
  about:
    'Load a list of people, an access list, or an export, into an organisation of the running service. After an interruption, run it again: it goes on where it stopped.',
  example: 'kasbah import people.csv --org acme --dry-run',
  takes: ['FILE'],
  flags: {
    ...URL_FLAG,
    yes: { about: 'Do not ask before loading' },
    stopped: { about: 'Load into the store itself, while it is not served' },
    org: { about: 'The organisation, which must exist', value: 'ORG' },
    format: {
      about: `${Object.keys(formats).join(', ')}; needed where the first line does not tell (docs/importing.md)`,
      value: 'FORMAT',
    },
    level: { about: 'The level of grants for which the file names none; absent: the lowest', value: 'LEVEL' },
    actions: {
      about: 'The levels that the actions of a Casbin policy mean, such as read=can_view,write=can_edit',
      value: 'LIST',
    },
    reason: { about: 'Why: kept with each change and in the audit trail', value: 'TEXT' },
    'accept-escalation': {
      about: 'Of an export: its roles may come to what administrators alone may, and that is meant',
    },
    'skip-columns': { about: 'Pass over the columns of a list of people that are not read' },
    'skip-bad': { about: 'Load the good lines of a file that has bad ones' },
    'dry-run': { about: 'Check the file, tell what was understood, and change nothing' },
    json: { about: 'Of a list of people: print the plan as operations, one a line, and change nothing' },
  },
  configured: true,
  run: call => (call.flags.stopped === true ? importStopped(call) : importRunning(call)),
}

/** Into the store itself, which is not served meanwhile. */
const importStopped = async (call: Call): Promise<number> => {
  if (call.flags.format === undefined && peopleIn(call.args[0] ?? '', call.flags))
    throw new UsageError('a list of people is loaded into a running service: leave --stopped away.')
  const { importInto } = await import('../../compose/upkeep.ts')
  return load(call, request => importInto(loadConfig(call.settings), request))
}

/** Into a running service, as whoever the token is of. */
const importRunning = async (call: Call): Promise<number> => {
  const [path = ''] = call.args
  const far = farOrganisation(call)
  if (await isOfOperations(path)) return importLines(call, far)
  const layout = call.flags.format === undefined ? peopleIn(path, call.flags) : undefined
  if (layout) {
    const [org, reason] = [orgFlag('import', call.flags), reasonOf(call)]
    return importPeopleOf(call, { far, org, layout, reason, agreed: () => agreed(call.flags) })
  }
  return load(call, request =>
    importFile(
      farParts(far, () => new Date()),
      request,
    ),
  )
}

const load = async (call: Call, into: (request: ImportRequest) => Promise<ImportReport>): Promise<number> => {
  const {
    args: [path = ''],
    flags,
  } = call
  const org = orgFlag('import', flags)
  const format = formatOf(flags)
  const actions = actionsOf(flags)
  const progress = progressLine(process.stderr, statSync(path).size)
  const dryRun = flags['dry-run'] === true
  const report = await into({
    org,
    by: { actor: 'operator', operation: 'importFile', target: 'org', dryRun, reason: reasonOf(call) },
    file: { name: path, open: () => createReadStream(path) },
    ...(format === undefined ? {} : { format }),
    ...(typeof flags.level === 'string' ? { level: flags.level } : {}),
    actions,
    skipBad: flags['skip-bad'] === true,
    onPlan: (plan, as) => {
      progress.end()
      tellPlan(plan, as)
      return dryRun || agreed(flags)
    },
    onProgress: progress.show,
  })
    .catch(error => {
      throw error instanceof Problem && error.code === 'not_found'
        ? new Problem('not_found', `there is no organisation ${org}: create it first`)
        : error
    })
    .finally(progress.end)
  tell(report, dryRun)
  return 0
}

/** The operations of a file, as an export has them. */
const importLines = async (call: Call, far: Far): Promise<number> => {
  const {
    args: [path = ''],
    flags,
  } = call
  const dryRun = flags['dry-run'] === true
  const made = await importOperations(far, {
    org: orgFlag('import', flags),
    file: { name: path, open: () => createReadStream(path) },
    reason: reasonOf(call),
    dryRun,
    accepted: flags['accept-escalation'] === true,
    onPlan: async ({ counts, present }) => {
      console.log('understood as operations of the API, one a line')
      for (const [operation, count] of Object.entries(counts))
        console.log(`${String(count).padStart(8)} ${operation}`)
      if (present > 0)
        console.log(`${String(present).padStart(8)} of the datasets are there, and are described anew`)
      return dryRun || agreed(flags)
    },
  })
  console.log(
    dryRun
      ? 'changed  nothing: this was a dry run'
      : `sent     ${counted(made.sent, 'operation')}; now at revision ${made.revision}`,
  )
  return 0
}

/** Whether the file's first line is an operation. */
const isOfOperations = async (path: string): Promise<boolean> => {
  for await (const chunk of createReadStream(path, { end: 1_023 }))
    return /^(?:\uFEFF)?\s*\{/.test(String(chunk))
  return false
}

const reasonOf = ({ args: [path = ''], flags }: Call): string =>
  typeof flags.reason === 'string' ? flags.reason : `import of ${basename(path)}`

/** Asks the person in front of the terminal. @throws UsageError when they do not agree, and where there is none */
const agreed = async (flags: Call['flags']): Promise<true> => {
  if (flags.yes === undefined && flags.stopped === undefined)
    await requireYes('Load this? Type yes: ', 'nobody is here to ask: say --yes to load this.')
  return true
}

export const orgFlag = (verb: string, flags: Call['flags']): OrgId => {
  if (flags.org === undefined) throw new UsageError(`kasbah ${verb} needs --org ORG.`)
  const parsed = OrgRef.safeParse(flags.org)
  if (!parsed.success) throw new UsageError(`--org: ${parsed.error.issues[0]?.message}.`)
  return parsed.data
}

const formatOf = ({ format }: Call['flags']): ImportFormat | undefined => {
  if (format === undefined) return undefined
  const known = Object.keys(formats).find((name): name is ImportFormat => name === format)
  if (known === undefined) throw new UsageError(`--format is one of ${Object.keys(formats).join(', ')}.`)
  return known
}

const actionsOf = ({ actions }: Call['flags']): ReadonlyMap<string, string> => {
  const pairs = typeof actions === 'string' ? actions.split(',').map(pair => pair.trim().split('=')) : []
  return new Map(
    pairs.map(([action = '', level = '', ...more]) => {
      if (action === '' || level === '' || more.length > 0)
        throw new UsageError('--actions takes ACTION=LEVEL, several of them with commas between.')
      return [action, level]
    }),
  )
}

const tell = (report: ImportReport, dryRun: boolean): void => {
  for (const { line, message } of report.bad) console.log(`line ${line} left out: ${message}`)
  if (report.badLines > report.bad.length) console.log(`... and ${report.badLines - report.bad.length} more`)
  console.log(
    `read     ${counted(report.lines, 'line')} (${report.format}), ${counted(report.items, 'grant, membership or role', 'grants, memberships and roles')}`,
  )
  if (dryRun) console.log('changed  nothing: this was a dry run')
  else
    console.log(
      `changed  ${counted(report.adds, 'rule')} in ${counted(report.changes, 'change')}; now at revision ${report.revision}`,
    )
}
