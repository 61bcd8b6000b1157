import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { loadConfig } from '../../config/config.ts'
import { OrgRef } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { formats, type ImportFormat } from '../../policy/import/format.ts'
import type { ImportReport } from '../../policy/import/import.ts'
import { type Call, UsageError, type Verb } from '../verb.ts'
import { tellPlan } from './import-plan.ts'
import { progressLine } from './progress.ts'

export const importVerb: Verb = {
  name: 'import',
  about:
    'Load an access list into an organisation. After an interruption, run it again: it goes on where it stopped.',
  takes: ['FILE'],
  flags: {
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
    'skip-bad': { about: 'Load the good lines of a file that has bad ones' },
    'dry-run': { about: 'Check the file, tell what was understood, and change nothing' },
  },
  configured: true,
  run: async ({ args: [path = ''], flags, settings }) => {
    const config = loadConfig(settings)
    const org = orgOf(flags)
    const format = formatOf(flags)
    const size = statSync(path).size
    const progress = progressLine(process.stderr, size)
    const { importInto } = await import('../../compose/upkeep.ts')
    const dryRun = flags['dry-run'] === true
    const report = await importInto(config, {
      org,
      by: {
        actor: 'operator',
        operation: 'importFile',
        target: 'org',
        dryRun,
        reason: typeof flags.reason === 'string' ? flags.reason : `import of ${basename(path)}`,
      },
      file: { name: path, open: () => createReadStream(path) },
      ...(format === undefined ? {} : { format }),
      ...(typeof flags.level === 'string' ? { level: flags.level } : {}),
      actions: actionsOf(flags),
      skipBad: flags['skip-bad'] === true,
      onPlan: (plan, as) => {
        progress.end()
        tellPlan(plan, as)
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
  },
}

const orgOf = (flags: Call['flags']) => {
  if (flags.org === undefined) throw new UsageError('kasbah import needs --org ORG.')
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
    `read     ${report.lines} lines (${report.format}), ${report.items} grants, memberships and roles`,
  )
  if (dryRun) console.log('changed  nothing: this was a dry run')
  else
    console.log(
      `changed  ${report.adds} rules in ${report.changes} changes; now at revision ${report.revision}`,
    )
}
