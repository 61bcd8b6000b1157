/** No change, by any channel, may leave an organisation without an administrator. */
import { ORG, type Subject, typeOf } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { roleEnd } from './roles.ts'
import type { RulesView } from './rules-view.ts'

/** The operations with which an administrator can repair everything else. */
const MENDING = ['changePolicy', 'setMemberRole'] as const

/** Asks for the decision, not for the role: a deny may stand beside the role. */
const mayAdminister = (view: RulesView, subject: Subject): boolean =>
  MENDING.every(operation => {
    const action = view.catalogue.operations[operation]
    return action === undefined || view.check({ subject, action, resource: ORG })
  })

/** Whether it is a person who holds the administrator role for good and may administer. A role that ends leaves nobody. */
const isAdministrator = (view: RulesView, holder: Subject): boolean =>
  typeOf(holder) === 'user' &&
  roleEnd(view, holder, view.catalogue.administrator) === undefined &&
  mayAdminister(view, holder)

/** Service accounts do not count. */
const administrators = (view: RulesView): readonly Subject[] =>
  view.holdersOf(view.catalogue.administrator).filter(holder => isAdministrator(view, holder))

/** Whether somebody may administer. */
export const isAdministered = (view: RulesView): boolean =>
  view.holdersOf(view.catalogue.administrator).some(holder => isAdministrator(view, holder))

/**
 * Asked by the door of every change that touches rules, on the rules before it and after it.
 * @throws Problem last_admin when somebody may administer before and nobody after
 */
export const keepAdministered = (before: RulesView, after: RulesView): void => {
  if (!isAdministered(after) && isAdministered(before)) throw new Problem('last_admin')
}

/** For channels that keep the last administrator instead of refusing the change. */
export const isOnlyAdministrator = (view: RulesView, account: Subject): boolean => {
  const all = administrators(view)
  return all.length === 1 && all[0] === account
}
