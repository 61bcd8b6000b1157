import type { Answer, CheckRequest, Snapshot } from '../../engine/snapshot.ts'
import { ORG, typeOf } from '../../model/id.ts'
import { didYouMean } from '../../model/nearest.ts'
import { Problem } from '../../model/problems.ts'

/** @throws Problem unknown_action, unknown_resource_type with the nearest name; too_much_work */
export const refuseUnknown = (
  { catalogue }: Snapshot,
  { action, resource }: Pick<CheckRequest, 'action' | 'resource'>,
  reason: Answer['reason'],
): void => {
  if (reason === 'unknown_action')
    throw new Problem(reason, `no action ${action}.${didYouMean(action, [...catalogue.actions])}`)
  if (reason === 'unknown_resource_type') {
    const type = typeOf(resource)
    const known = [...Object.keys(catalogue.types), ORG, ...Object.values(catalogue.types)]
    const form = resource.includes(':') ? '' : ` A resource is TYPE:ID, such as ${known[0]}:${resource}.`
    throw new Problem(reason, `no type ${type}.${didYouMean(type, known)}${form}`)
  }
  if (reason === 'too_much_work') throw new Problem(reason)
}
