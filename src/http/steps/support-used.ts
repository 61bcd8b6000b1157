import type { OrgId, Subject } from '../../model/id.ts'
import { mayBeSupport } from '../../model/support-access.ts'
import { subjectOf } from '../authzen/entities.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import { andThen } from './and-then.ts'
import { organisationFor } from './inside.ts'

/**
 * Whatever support access reads or asks, and every search about it, leaves a line in the trail. What it changes has one of its own, and
 * decisions about it are noted with the decisions.
 */
export const supportUsed =
  (rooms: Pick<Rooms, 'audit' | 'replica'>): Step =>
  (exchange: Exchange): void | Promise<void> => {
    const { audit } = rooms
    const { caller, route } = exchange
    const org = orgOf(exchange)
    if (org === undefined) return
    const own = caller.kind === 'account' && mayBeSupport(caller.subject)
    if (own && route.scope !== 'write') audit.used(org, { ...exchange.by, reason: route.operation })
    else if (route.path.includes('/search'))
      return andThen(aboutIn(rooms, exchange, org), about => {
        if (about !== undefined && mayBeSupport(about))
          audit.used(org, { ...exchange.by, actor: about, target: 'org', reason: route.operation })
      })
    return undefined
  }

interface Asked {
  readonly org?: OrgId
  readonly subject?: string | { readonly type?: string; readonly id?: string }
}

/** The organisation that is asked; undefined for one that is not the caller's: nobody writes into the trail of another. */
const orgOf = ({ caller, org, body }: Exchange): OrgId | undefined => {
  const asked = org || (body as Asked | undefined)?.org
  if (caller.kind === 'operator') return asked
  return asked === undefined || asked === caller.org ? caller.org : undefined
}

/** The subject of a search, in our words or in those of AuthZEN, where a policy set may have a name of its own for people. */
const aboutIn = (
  rooms: Pick<Rooms, 'replica'>,
  { body, caller }: Exchange,
  org: OrgId,
): Subject | undefined | Promise<Subject | undefined> => {
  const about = (body as Asked | undefined)?.subject
  if (typeof about === 'string') return about as Subject
  const { type, id } = about ?? {}
  if (type === undefined || id === undefined || !mayBeSupport(`user:${id}`)) return undefined
  return andThen(organisationFor(rooms, caller, org), view => view && subjectOf(view.catalogue, { type, id }))
}
