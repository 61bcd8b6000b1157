/** Records that say no more than that somebody or something exists: where rules name them first, and for whoever describes them further. */
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
