/** Who calls, and what every SCIM call works with. */

import type { ChangeRequest, Commit } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import type { Store } from '../ports/store.ts'
import type { Turns } from '../ports/turns.ts'
import { notFound } from './fault.ts'

export interface ScimParts {
  readonly store: Pick<Store, 'records'>
  readonly commit: Commit
  view(org: OrgId): Promise<RulesView | undefined>
  readonly turns: Turns
  now(): Date
}

/** Who is calling: one provider of one organisation. */
export interface ScimCaller {
  readonly org: OrgId
  readonly idp: Idp
  readonly by: Omit<ChangeRequest, 'operation' | 'target'>
  /** Where its resources are: absolute, without a slash at the end. */
  readonly location: string
}

/** The newest rules of the caller's organisation. @throws ScimFault 404 when it is gone */
export const rulesOf = async ({ view }: ScimParts, { org }: ScimCaller): Promise<RulesView> => {
  const found = await view(org)
  if (!found) throw notFound()
  return found
}
