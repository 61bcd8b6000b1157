import { sep } from 'node:path'
import { VERSION } from '../../config/version.ts'
import type { Finding } from '../../policy/finding.ts'
import { FINDING_CODES } from '../../policy/finding-codes.ts'
import { allFindings, levelOf, type PolicyReport, type Printer, pathIn } from './report.ts'

const CODES = Object.keys(FINDING_CODES)

const rules = Object.entries(FINDING_CODES).map(([id, { about, mend, level }]) => ({
  id,
  shortDescription: { text: about },
  help: { text: mend },
  defaultConfiguration: { level },
}))

const uriOf = (path: string): string => encodeURI(path.split(sep).join('/'))

const resultOf = (report: PolicyReport, finding: Finding) => ({
  ruleId: finding.code,
  ruleIndex: CODES.indexOf(finding.code),
  level: levelOf(finding),
  message: { text: finding.message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(pathIn(report, finding.file)) },
        ...(finding.line === undefined
          ? {}
          : { region: { startLine: finding.line, startColumn: finding.column ?? 1 } }),
      },
    },
  ],
})

/** SARIF 2.1.0, as code scanning reads it. */
export const printSarif: Printer = report => {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kasbah', version: VERSION, rules } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...allFindings(report).map(finding => resultOf(report, finding)),
          ...(report.ignored ?? []).map(({ why, ...finding }) => ({
            ...resultOf(report, finding),
            suppressions: [{ kind: 'inSource', justification: why }],
          })),
        ],
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}
