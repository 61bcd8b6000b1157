import type { Changed, ChangeRequest, Commit } from '../change/commit.ts'
import type { RoleDrafts, RoleGoing } from '../change/role-drafts.ts'
import { MoreThanOneChange } from '../change/role-leaves.ts'
import type { OrgId } from '../model/id.ts'
import type { RoleDescription } from '../model/own-roles.ts'
import type { RecordStore } from '../ports/record-store.ts'

export interface RolesParts {
  readonly records: Pick<RecordStore, 'all'>
  readonly commit: Commit
  readonly drafts: RoleDrafts
}

/** A role that went, and in how many changes. */
export interface RoleGone extends Changed {
  readonly changes: number
}

export const createRoles = ({ records, commit, drafts }: RolesParts) => ({
  /** What roles of the organisation are called. */
  described: (org: OrgId): Promise<readonly RoleDescription[]> => records.all('role', org),

  /**
   * The role goes. Where more people have it than one change moves, some are moved by a change of their own, and the role goes with the last:
   * each leaves everything as it should be, and whoever breaks off begins again where it stopped.
   * @throws Problem as {@link RoleDrafts.remove}
   */
  async remove(org: OrgId, by: ChangeRequest, going: RoleGoing): Promise<RoleGone> {
    const giver = by.actor
    let request = by
    for (let changes = 1; ; changes += 1) {
      const outcome = await commit(org, request, drafts.remove(going, giver)).catch(moreThanOne)
      if (!(outcome instanceof MoreThanOneChange)) return { ...outcome, changes }
      // The receipt is that of the last change.
      const { receipt: _, ...some } = request
      const moved = await commit(org, some, drafts.moveSome(going, giver))
      if (by.dryRun) return { ...moved, changes: outcome.changes }
      const { expected: _met, ...rest } = request
      request = rest
    }
  },
})

export type Roles = ReturnType<typeof createRoles>

const moreThanOne = (error: unknown): MoreThanOneChange => {
  if (error instanceof MoreThanOneChange) return error
  throw error
}
