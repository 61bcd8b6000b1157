import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { reasonIn } from '../../main/explain-failure.ts'
import { type Finding, PolicyRefused } from '../../policy/finding.ts'
import { FINDING_CODES } from '../../policy/finding-codes.ts'
import { isSetFile, readSetFolder, requireText } from '../../policy/folder.ts'
import { lintRest, lintWhole } from '../../policy/lint.ts'
import { lintOwnRules } from '../../policy/lint-own.ts'
import { inspectSet, type SetTexts, TESTS } from '../../policy/set.ts'
import { type Trial, trySet } from '../../policy/trial/try-set.ts'
import { bytesIn } from '../named-files.ts'
import type { PolicyReport } from '../policy-report/report.ts'
import { UsageError } from '../verb.ts'

/** What the operating system says of a file, said of a set. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOTDIR: 'this is neither a folder nor a file of a policy set.',
  EISDIR: 'one of its files is a folder.',
}

type Read = Awaited<ReturnType<typeof readSetFolder>>

/** The texts of a folder. @throws UsageError when there is nothing to read, PolicyRefused when it is not text */
async function readFolder(folder: string): Promise<Read> {
  try {
    const read = await readSetFolder(folder)
    if (Object.keys(read.texts).length > 0) return read
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UsageError(`${folder}: ${UNREADABLE[String(error.code)] ?? reasonIn(error)}`)
  }
  throw new UsageError(`${folder}: this folder holds no file of a policy set.`)
}

/** What a check of a folder says once its texts are read. */
type Check = (read: Read) => Promise<Omit<PolicyReport, 'set' | 'folder' | 'verb'> & { set?: string }>

/** The folder of the set that a path means: itself, or the one that a file of a set is in. */
export const folderOf = (path: string): string => (isSetFile(path) ? dirname(path) : path)

async function reportOf(verb: PolicyReport['verb'], path: string, check: Check): Promise<PolicyReport> {
  const folder = folderOf(path)
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

/** Everything to know of the set in a folder, or of one of its files. */
const lintSetAt = (path: string): Promise<PolicyReport> =>
  reportOf('lint', path, async ({ name, texts }) => {
    const isAsked = ({ file }: Finding): boolean => !isSetFile(path) || file === basename(path)
    const inspected = inspectSet(name, texts)
    const { set } = inspected
    if (!set) return { findings: lintRest(inspected, texts).filter(isAsked) }
    const { open, ignored } = lintWhole(set, texts)
    return { findings: open.filter(isAsked), ignored: ignored.filter(isAsked) }
  })

/** The set that the rules of an organisation are for. @throws UsageError for one that cannot be used */
const setFor = async (folder: string) => {
  const { name, texts } = await readFolder(folder)
  const { set } = inspectSet(name, texts)
  if (!set) throw new UsageError(`${folder} cannot be used: see kasbah policy lint ${folder}.`)
  return { name, set }
}

/** Everything to know of the rules of an organisation: a file, or what standard input has. */
const lintOwn = async (path: string, setFolder: string): Promise<PolicyReport> => {
  const file = path === '-' ? path : basename(path)
  const { name, set } = await setFor(setFolder)
  const report = { verb: 'lint', folder: dirname(path), set: name } as const
  try {
    const text = requireText(await bytesIn(path), file)
    const { open, ignored } = await lintOwnRules(set, text, file)
    return { ...report, findings: open, ignored }
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error
    return { ...report, findings: error.findings }
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  )

/**
 * @param path the folder of a set, or one of its files; any other file, or `-`, has the rules of an organisation
 * @param setFolder of those
 */
export const lintPolicy = async (path: string, setFolder: string): Promise<PolicyReport> =>
  path === '-' || (!isSetFile(path) && (await isFile(path))) ? lintOwn(path, setFolder) : lintSetAt(path)
