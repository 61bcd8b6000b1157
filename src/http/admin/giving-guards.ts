import type { ChangeRequest } from '../../change/commit.ts'
import { isUnbound, requireWithin, roleNamed } from '../../change/reach.ts'
import type { RulesView } from '../../change/rules-view.ts'
import type { Caller } from '../../model/caller.ts'
import type { Resource } from '../../model/id.ts'
import type { Invitation } from '../../model/invitation.ts'
import { Problem } from '../../model/problems.ts'
import { allowed } from '../steps/authorise.ts'
import { actorOf } from './actor.ts'

/** Whoever invites gives a role, and grants: no further than they reach, and where they may grant. @throws Problem role_too_strong, forbidden */
export const requireOffered = async (
  view: RulesView,
  caller: Caller,
  { role, grants }: Pick<Invitation, 'role' | 'grants'>,
): Promise<void> => {
  if (isUnbound(view, actorOf(caller))) return
  await requireWithin(view, actorOf(caller), roleNamed(role))
  for (const { resource } of grants)
    if (view.isRegistered(resource) && !allowed(view, caller, resource, 'setGrant'))
      throw new Problem('forbidden', 'an invitation grants what you may grant yourself')
}

/** Whoever opens the organisation to somebody outside has the level on everything, too. @throws Problem role_too_strong */
export const requireOpenable = (view: RulesView, caller: Caller, level: string): void => {
  if (caller.kind === 'operator' || isUnbound(view, caller.subject)) return
  const { levels, types } = view.catalogue
  const action = levels[level] ?? ''
  const beyond = Object.values(types).filter(
    on => !view.check({ subject: caller.subject, action, resource: on as Resource }),
  )
  if (beyond.length > 0) throw new Problem('role_too_strong', `beyond you: ${level} on ${beyond.join(', ')}`)
}

/** The same change, with one thing more asked on the rules that it is made on. */
export const guarded = (
  by: ChangeRequest,
  ask: (rules: RulesView) => void | Promise<void>,
): ChangeRequest => ({
  ...by,
  guard: async rules => {
    await by.guard?.(rules)
    await ask(rules)
  },
})
