import { z } from 'zod'
import { encodeRef, OrgRef, RawId, type Resource, type Subject } from '../../model/id.ts'

/** `{org}` in a path. */
export const InOrg = z.object({ org: OrgRef })

/** An id whose type follows from its place: `alice`. With a type in front it would be ambiguous, so it is refused. */
const idOf = <T extends string>(type: string) =>
  RawId.refine(id => !id.startsWith(`${type}:`), `takes the id alone, without ${type}:`).transform(
    id => encodeRef(`${type}:${id}`) as T,
  )

export const UserId = idOf<Subject>('user')
export const GroupId = idOf<Subject>('group')
export const ServiceId = idOf<Subject>('service')
export const DatasetId = idOf<Resource>('dataset')

/** A role by its bare name; which there are is said by the policy set. */
export const RoleName = z.string().min(1).max(63)

export const Name = z.string().min(1).max(200)
