import { type Finding, PolicyRefused } from '../../policy/finding.ts'
import { FINDING_CODES } from '../../policy/finding-codes.ts'
import { readSetFolder } from '../../policy/folder.ts'
import { lintRest, lintWhole } from '../../policy/lint.ts'
import { inspectSet, type SetTexts, TESTS } from '../../policy/set.ts'
import { type Trial, trySet } from '../../policy/trial/try-set.ts'
import type { PolicyReport } from '../policy-report/report.ts'
import { UsageError } from '../verb.ts'

/** Why a folder cannot be read, in words. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder.',
  ENOTDIR: 'this is not a folder.',
  EACCES: 'permission denied.',
  EISDIR: 'one of its files is a folder.',
}

type Read = Awaited<ReturnType<typeof readSetFolder>>

/** The texts of a folder. @throws UsageError when there is nothing to read, PolicyRefused when it is not text */
async function readFolder(folder: string): Promise<Read> {
  try {
    const read = await readSetFolder(folder)
    if (Object.keys(read.texts).length > 0) return read
  } catch (error) {
    const why = UNREADABLE[(error as NodeJS.ErrnoException).code ?? '']
    if (why === undefined) throw error
    throw new UsageError(`${folder}: ${why}`)
  }
  throw new UsageError(`${folder}: this folder holds no file of a policy set.`)
}

/** What a check of a folder says once its texts are read. */
type Check = (read: Read) => Promise<Omit<PolicyReport, 'set' | 'folder' | 'verb'> & { set?: string }>

async function reportOf(verb: PolicyReport['verb'], folder: string, check: Check): Promise<PolicyReport> {
  try {
    const read = await readFolder(folder)
    return { verb, folder, set: read.name, ...(await check(read)) }
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error
    return { verb, folder, set: folder, findings: error.findings }
  }
}

export interface TestOptions {
  readonly filter?: string
  readonly minCoverage?: number
  /** The folder of the set, when the other one holds its tests alone. */
  readonly setFolder?: string
}

/** Asks every case of the tests of the set in a folder. */
export const testPolicy = (folder: string, options: TestOptions): Promise<PolicyReport> =>
  reportOf('test', folder, async read => {
    const { filter, minCoverage = 0, setFolder } = options
    const of = setFolder === undefined ? read : await readFolder(setFolder)
    const at = setFolder === undefined ? {} : { set: of.name, setFolder }
    const tests = read.texts[TESTS]
    const texts: SetTexts = tests === undefined ? of.texts : { ...of.texts, [TESTS]: tests }
    return { ...at, ...(await tested(of.name, texts, { tests, filter, minCoverage })) }
  })

interface Wanted {
  readonly tests: string | undefined
  readonly filter: string | undefined
  readonly minCoverage: number
}

const tested = async (
  name: string,
  texts: SetTexts,
  { tests, filter, minCoverage }: Wanted,
): Promise<Pick<PolicyReport, 'findings' | 'trial' | 'short'>> => {
  const inspected = inspectSet(name, texts)
  const { set } = inspected
  if (!set) return { findings: errorsOf(lintRest(inspected, texts)) }
  if (tests === undefined)
    return { findings: [{ code: 'tests-missing', file: TESTS, message: 'the set has no tests' }] }
  const trial = await trySet(set, tests, filter)
  if (trial.cases.length === 0 && filter !== undefined)
    throw new UsageError(`no case has "${filter}" in its name.`)
  return { findings: [], trial, ...shortOf(trial, minCoverage) }
}

const shortOf = ({ coverage }: Trial, minCoverage: number) =>
  coverage !== undefined && coverage.percent < minCoverage ? { short: minCoverage } : {}

/** A set that cannot be used is not tested: what is only probably a mistake is for lint. */
const errorsOf = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ code }) => FINDING_CODES[code].level === 'error')

/** Everything to know of the set in a folder. */
export const lintPolicy = (folder: string): Promise<PolicyReport> =>
  reportOf('lint', folder, async ({ name, texts }) => {
    const inspected = inspectSet(name, texts)
    const { set } = inspected
    if (!set) return { findings: lintRest(inspected, texts) }
    const { open, ignored } = lintWhole(set, texts)
    return { findings: open, ignored }
  })
