import { loadConfig } from '../../config/config.ts'
import type { InstallReport } from '../../policy/install.ts'
import type { Verb } from '../verb.ts'

export const policyInstallVerb: Verb = {
  name: 'policy install',
  about:
    'Install the policy set in FOLDER, once its tests pass; organisations that use it decide by it from then on.',
  takes: ['FOLDER'],
  flags: {
    reason: { about: 'Why: kept with the change of each organisation and in its audit trail', value: 'TEXT' },
    'dry-run': { about: 'Check the set and the organisations that use it, and change nothing' },
  },
  configured: true,
  run: async ({ args: [folder = ''], flags, settings }) => {
    const config = loadConfig(settings)
    const { installFrom } = await import('../../compose/policy-install.ts')
    const dryRun = flags['dry-run'] === true
    const { name, ...report } = await installFrom(config, folder, {
      dryRun,
      ...(typeof flags.reason === 'string' ? { reason: flags.reason } : {}),
    })
    const { place } = await import('../../policy/finding.ts')
    const { printDiff } = await import('../../policy/diff.ts')
    for (const finding of report.findings) console.log(`know       ${place(finding)}: ${finding.message}`)
    process.stdout.write(printDiff(report.diff))
    tell(name, report, dryRun)
    return report.organisations.every(({ propagated }) => propagated || dryRun) ? 0 : 1
  },
}

const tell = (name: string, report: InstallReport, dryRun: boolean): void => {
  const { asked, before, digest, organisations } = report
  console.log(`tested     ${asked} decisions, all as expected`)
  for (const { org, revision, propagated } of organisations) {
    if (revision === undefined) console.log(`fits       ${org}`)
    else
      console.log(
        `decides    ${org} from revision ${revision}${propagated ? '' : ', not yet on every replica'}`,
      )
  }
  const [was, is] = [before?.slice(0, 12) ?? 'none', digest.slice(0, 12)]
  if (dryRun) console.log(`${name}: ${was} would become ${is}; this was a dry run`)
  else console.log(`${name}: ${was === is ? `${is} again` : `${was} became ${is}`}`)
}
