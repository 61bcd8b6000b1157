/** Compares policies that are files: the rules of an organisation under a set, or two versions of a set. */
import { type CompiledSet, compileSet } from '../engine/set.ts'
import { type Effects, loadSnapshot, type Snapshot } from '../engine/snapshot.ts'
import type { OrgId } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'
import { diffUnder, type RulesDiff } from './diff.ts'
import { compareEffects } from './effects.ts'
import { inFolder } from './finding.ts'
import { readOwnRules } from './own-rules.ts'
import { inspectRules } from './rules-text.ts'
import { openSet, type ReadSet, type SetTexts } from './set.ts'

/** A set as its files are, and the rules of an organisation under it as text. */
export interface PolicyFiles {
  readonly set: { readonly name: string; readonly texts: SetTexts; readonly folder?: string }
  readonly rules?: string
  /** The file that the rules are from, for what is wrong with them. */
  readonly file?: string
}

export interface Comparison {
  readonly diff: RulesDiff
  /** Absent where there are no rules of an organisation: then nobody is there to gain or lose. */
  readonly effects?: Effects
}

/** The organisation that the rules are of: the last field of most links, so that one slip of the pen makes no other. */
export const orgOf = (text: string): OrgId => {
  const links = inspectRules(text, '')
    .located.map(({ rule }) => rule)
    .filter(([section, ...fields]) => section !== 'p' && fields.length === 3)
  const [most] = [...Map.groupBy(links, link => link.at(-1))].sort(
    ([, one], [, other]) => other.length - one.length,
  )
  return (most?.[0] ?? 'acme') as OrgId
}

interface Read {
  readonly set: ReadSet
  readonly own?: readonly Rule[]
  readonly snapshot?: Snapshot
}

const opened = async ({ set: { name, texts, folder = '' }, rules, file }: PolicyFiles): Promise<Read> => {
  const set = inFolder(folder, () => openSet(name, texts))
  if (rules === undefined) return { set }
  const own = await readOwnRules(rules, orgOf(rules), set.compiled, {
    ...(file === undefined ? {} : { file }),
    // What is compared may be an export of what there is.
    isThere: () => true,
  })
  return { set, own, snapshot: await snapshotOf(compileSet(set.source), orgOf(rules), own) }
}

const snapshotOf = (set: CompiledSet, id: OrgId, rules: readonly Rule[]): Promise<Snapshot> => {
  const { newcomer: newcomer_role, default_access } = set.catalogue
  const settings = {
    newcomer_role,
    default_access,
    invitation_days: 7,
    api_key_max_days: null,
    networks: null,
  }
  const organisation = { id, name: id, policy_set: set.name, settings, created_at: new Date(0) }
  return loadSnapshot(set, { organisation, revision: 1, rules: batch(rules) })
}

async function* batch(rules: readonly Rule[]): AsyncGenerator<readonly Rule[]> {
  yield rules
}

/** @throws PolicyRefused for files that cannot be used; Problem too_much_work */
export async function compareFiles(one: PolicyFiles, other: PolicyFiles): Promise<Comparison> {
  const [before, after] = [await opened(one), await opened(other)]
  const rulesOf = ({ set, own = [] }: Read) => [...set.source.baseline, ...own]
  const diff = await diffUnder(after.set.compiled, rulesOf(before), rulesOf(after))
  if (!before.snapshot || !after.snapshot) return { diff }
  return { diff, effects: await compareEffects(before.snapshot, after.snapshot) }
}
