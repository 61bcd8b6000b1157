/** The smallest record of an account, a group and a resource: for what a rule names first, and as the start of a fuller one. */
import type { Account, Group } from '../model/account.ts'
import { idOf, type Resource, type Subject } from '../model/id.ts'
import type { RegisteredResource } from '../model/resource.ts'

export const bareAccount = (id: Subject, created_at: Date): Account => ({ id, attributes: {}, created_at })

export const bareGroup = (id: Subject, created_at: Date): Group => ({ id, created_at })

export const bareResource = (id: Resource, at: Date): RegisteredResource => ({
  id,
  name: idOf(id),
  attributes: {},
  created_at: at,
  updated_at: at,
})
