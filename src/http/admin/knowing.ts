import type { RulesView } from '../../change/rules-view.ts'
import type { Caller } from '../../model/caller.ts'
import { ORG, type Resource } from '../../model/id.ts'
import { allowed, seen } from '../steps/authorise.ts'

/** Whether somebody may know of a resource. */
export type Knows = (on: Resource) => boolean

/** Rules that name single resources are for those who may read the rules, or see the resource: to others it is hidden. */
export const knownTo = (view: RulesView, caller: Caller): Knows =>
  allowed(view, caller, ORG, 'readPolicy') ? () => true : on => !on.includes(':') || seen(view, caller, on)
