import type { Snapshot } from '../../engine/snapshot.ts'
import { ORG, type Subject } from '../../model/id.ts'

/** With these an account can mend, or approve, everything else. */
const RIGHTS = ['changePolicy', 'applyPolicyPlan', 'setMemberRole'] as const

const PAGE = 1_000

const holders = async (snapshot: Snapshot, action: string): Promise<ReadonlySet<Subject>> => {
  const found = new Set<Subject>()
  for (const type of ['user', 'service'] as const) {
    let after: string | undefined
    do {
      const page = await snapshot.subjects({
        resource: ORG,
        action,
        type,
        limit: PAGE,
        ...(after ? { after } : {}),
      })
      for (const subject of page.items) found.add(subject)
      after = page.next
    } while (after !== undefined)
  }
  return found
}

/** Accounts that could administer before and cannot after, in byte order. */
export const lockedOut = async (before: Snapshot, after: Snapshot): Promise<readonly Subject[]> => {
  const lost = new Set<Subject>()
  for (const operation of RIGHTS) {
    const [then, now] = [before.catalogue.operations[operation], after.catalogue.operations[operation]]
    if (then === undefined) continue
    const still = now === undefined ? new Set<Subject>() : await holders(after, now)
    for (const subject of await holders(before, then)) if (!still.has(subject)) lost.add(subject)
  }
  return [...lost].sort()
}
