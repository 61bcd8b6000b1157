import type { Middleware } from 'koa'
import { type PageMountParts, pageMount } from '../people/page-mount.ts'
import { type LoginRooms, loginRoutes, PARAMS } from './routes.ts'

export interface LoginMountParts extends LoginRooms, Pick<PageMountParts, 'brand' | 'publicUrl'> {}

/** Serves `/login`. */
export const loginMount = (parts: LoginMountParts): Middleware =>
  pageMount({
    ...parts,
    operation: 'login',
    routes: loginRoutes(parts),
    params: PARAMS,
    refuse: parts.login.refuse,
  })
