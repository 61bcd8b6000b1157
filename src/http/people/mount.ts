import type { Middleware } from 'koa'
import type { IdentityRoom } from '../../identity/identity.ts'
import { createTokenBuckets } from '../../identity/mount/token-buckets.ts'
import type { Brand } from '../../pages/brand.ts'
import type { Rooms } from '../rooms.ts'
import { applicationPages } from './application.ts'
import { arrivingPages } from './arriving.ts'
import { homePages } from './home.ts'
import { invitationPages } from './invitation.ts'
import { LOOKS, mePages } from './me.ts'
import { pageMount } from './page-mount.ts'

export interface PeopleMountParts {
  readonly rooms: Pick<Rooms, 'directory' | 'replica' | 'roles' | 'publicUrl' | 'operations'>
  readonly identity: Pick<
    IdentityRoom,
    'applications' | 'login' | 'ownPages' | 'sessions' | 'clients' | 'platformClients' | 'clientName'
  >
  readonly brand: Brand
}

/** Serves `/`, `/me` and `/invitation`. */
export const peopleMount = ({ rooms, identity, brand }: PeopleMountParts): Middleware => {
  const publicUrl = new URL(rooms.publicUrl)
  const mayLook = createTokenBuckets({ ...LOOKS, now: Date.now })
  const parts = {
    ...rooms,
    ...identity,
    identity,
    brand,
    publicUrl,
    version: rooms.operations.version,
    mayLook,
  }
  return pageMount({
    publicUrl,
    brand,
    operation: 'pages',
    routes: [
      ...homePages(parts),
      ...mePages(parts),
      ...applicationPages(parts),
      ...arrivingPages(parts),
      ...invitationPages(parts),
    ],
    refuse: identity.login.refuse,
  })
}
