import type { ChangeRequest } from '../../change/commit.ts'
import { isAdministrator, requireWithin, roleNamed } from '../../change/reach.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Caller } from '../../model/caller.ts'
import type { Resource } from '../../model/id.ts'
import type { Invitation } from '../../model/invitation.ts'
import { Problem } from '../../model/problems.ts'
import { allowed } from '../steps/authorise.ts'
import { actorOf } from './actor.ts'

const isUnbound = (view: RulesView, caller: Caller): boolean =>
  caller.kind === 'operator' || isAdministrator(view, caller.subject)

/** Whoever invites gives a role, and grants: no further than they reach, and where they may grant. @throws Problem role_too_strong, forbidden */
export const requireOffered = (
  view: RulesView,
  caller: Caller,
  { role, grants }: Pick<Invitation, 'role' | 'grants'>,
): void => {
  if (isUnbound(view, caller)) return
  requireWithin(view, actorOf(caller), roleNamed(role))
  for (const { resource } of grants)
    if (view.isRegistered(resource) && !allowed(view, caller, resource, 'setGrant'))
      throw new Problem('forbidden', 'an invitation grants what you may grant yourself')
}

/** Whoever opens the organisation to somebody outside has the level on everything, too. @throws Problem role_too_strong */
export const requireOpenable = (view: RulesView, caller: Caller, level: string): void => {
  if (caller.kind === 'operator' || isUnbound(view, caller)) return
  const { levels, types } = view.catalogue
  const action = levels[level] ?? ''
  const beyond = Object.values(types).filter(
    on => !view.check({ subject: caller.subject, action, resource: on as Resource }),
  )
  if (beyond.length > 0) throw new Problem('role_too_strong', `beyond you: ${level} on ${beyond.join(', ')}`)
}

/** The same change, with one thing more asked on the rules that it is made on. */
export const guarded = (by: ChangeRequest, ask: (rules: RulesView) => void): ChangeRequest => ({
  ...by,
  guard: rules => {
    by.guard?.(rules)
    ask(rules)
  },
})
