import type { CompiledSet } from '../../../src/engine/set.ts'
import { type Explanation, loadSnapshot, type Question, type Snapshot } from '../../../src/engine/snapshot.ts'
import type { ChangeRecord } from '../../../src/model/change.ts'
import type { OrgId, Resource, Subject } from '../../../src/model/id.ts'
import type { Organisation } from '../../../src/model/organisation.ts'
import type { Rule } from '../../../src/model/rule.ts'

export const acme = 'acme' as OrgId

export const organisation = (id: OrgId = acme): Organisation => ({
  id,
  name: id,
  policy_set: 'any',
  settings: {
    newcomer_role: 'none',
    default_access: 'none',
    invitation_days: 7,
    api_key_max_days: null,
    networks: null,
  },
  created_at: new Date(0),
})

async function* inBatches(rules: readonly Rule[]): AsyncGenerator<readonly Rule[]> {
  for (let i = 0; i < rules.length; i += 100) yield rules.slice(i, i + 100)
}

/** The snapshot of an organisation with these rules, at revision 1. */
export const given = (set: CompiledSet, rules: readonly Rule[], org: OrgId = acme): Promise<Snapshot> =>
  loadSnapshot(set, { organisation: organisation(org), revision: 1, rules: inBatches(rules) })

export const change = (
  revision: number,
  { adds = [], removes = [] }: { adds?: readonly Rule[]; removes?: readonly Rule[] },
): ChangeRecord => ({
  org: acme,
  revision,
  at: new Date(0),
  adds,
  removes,
  narrows: removes.length > 0,
  touched: [],
  actor: 'operator',
  operation: 'test',
  target: 'test',
})

export const asks = (subject: string, action: string, resource: string) => ({
  subject: subject as Subject,
  action,
  resource: resource as Resource,
})

/** The answer with its reason, as someone who may know everything gets it. */
export const explained = (snapshot: Snapshot, question: Question) => {
  const { allowed, explanation } = snapshot.answer({ ...question, explain: true, insider: true })
  const nothing: Explanation = { decided_by: 'no_rule', path: [] }
  return { allowed, explanation: explanation ?? nothing }
}

/** What many questions are answered together. */
export const inBatch = async (snapshot: Snapshot, questions: readonly Question[]): Promise<boolean[]> =>
  (await snapshot.answerAll(questions)).map(({ allowed }) => allowed)
