import { z } from 'zod'
import { decodeRef } from '../../model/id.ts'
import { route } from '../route.ts'
import { inside } from '../steps/inside.ts'

const whoami = route({
  operation: 'whoami',
  method: 'GET',
  path: '/v1/whoami',
  tag: 'People',
  summary: 'Get who you are',
  reply: z.object({
    subject: z.string(),
    org: z.string().optional(),
    role: z.string().optional(),
    groups: z.array(z.string()).optional(),
    scopes: z.array(z.string()).optional(),
    credential: z.enum(['operator_key', 'api_key', 'token']),
  }),
  scope: 'none',
  may: 'caller',
  async handle(rooms, { caller }) {
    if (caller.kind === 'operator') return { subject: 'operator', credential: 'operator_key' }
    const view = await inside(rooms, caller, caller.org)
    return {
      subject: decodeRef(caller.subject),
      org: caller.org,
      role: view.roleOf(caller.subject),
      groups: view.groupsOf(caller.subject).map(decodeRef),
      scopes: [...caller.scopes],
      credential: caller.via,
    }
  },
})

export const whoamiRoutes = [whoami]
