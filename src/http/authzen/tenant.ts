/** Every endpoint is there twice: for the organisation of the path, and for that of the caller's credential. */
import { z } from 'zod'
import type { Caller } from '../../model/caller.ts'
import { type OrgId, OrgRef } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { Rooms } from '../rooms.ts'
import { LARGE, type Route, type RouteSpec, route } from '../route.ts'

const InOrg = z.object({ org: OrgRef })

export interface Asked<B> {
  readonly org: OrgId
  readonly caller: Caller
  readonly body: B
  readonly requestId: string
}

interface Endpoint<B extends z.ZodType> {
  readonly operation: string
  /** Below `/access/v1`. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly body: B
  readonly reply: z.ZodType
  /** As of a route. */
  readPlain?(text: string): z.output<B> | undefined
  /** As of a route. */
  readonly atOnce?: true
  /** As of a route. */
  readonly work?: NonNullable<RouteSpec<z.ZodType, z.ZodType, B>['work']>
  handle(rooms: Rooms, asked: Asked<z.output<B>>): object | Promise<object>
}

/** The routes of an endpoint. */
export const endpoint = <B extends z.ZodType>({
  operation,
  path,
  summary,
  handle,
  ...spec
}: Endpoint<B>): readonly Route[] => {
  const common = {
    ...spec,
    method: 'POST',
    tag: 'AuthZEN',
    limits: LARGE,
    otherMedia: 'malformed',
    problems: ['subject_refused', 'too_much_work', 'search_expired'],
    scope: 'none',
    may: 'caller',
    openable: true,
  } as const
  return [
    route({
      ...common,
      operation,
      path: `/access/v1/${path}`,
      summary,
      handle: (rooms, { caller, body, requestId }) =>
        handle(rooms, { org: ownOf(rooms, caller), caller, body: body as z.output<B>, requestId }),
    }),
    route({
      ...common,
      operation: `${operation}InOrg`,
      path: `/orgs/:org/access/v1/${path}`,
      summary: `${summary}, in the organisation of the path`,
      params: InOrg,
      handle: (rooms, { org, caller, body, requestId }) =>
        handle(rooms, { org, caller, body: body as z.output<B>, requestId }),
    }),
  ]
}

/** @throws Problem forbidden for the operator key, which belongs to no organisation, where no default one is configured */
const ownOf = ({ defaultOrg }: Rooms, caller: Caller): OrgId => {
  if (caller.kind === 'account') return caller.org
  if (defaultOrg === undefined)
    throw new Problem('forbidden', 'the operator key belongs to no organisation: use /orgs/{org}/access/v1')
  return defaultOrg
}
