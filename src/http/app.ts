/**
 * The HTTP room translates: bytes to parsed input, answers and problems to bytes. It authenticates and asks Casbin through
 * the rooms; it never decides. What every request goes through is the list of `pipeline.ts`.
 */
import type Koa from 'koa'
import { decidingRoutes } from './decision-routes.ts'
import { createPipeline } from './pipeline.ts'
import { PipelineApp } from './pipeline-app.ts'
import type { Rooms } from './rooms.ts'
import type { Route } from './route.ts'
import type { Mounts } from './router.ts'

export const createApp = (rooms: Rooms, routes: readonly Route[], mounts: Mounts = {}): Koa => {
  const app = new PipelineApp()
  // The pipeline answers every problem. Only errors of broken connections reach Koa, and they need no log line.
  app.silent = true
  app.use(createPipeline(rooms, routes, mounts))
  return app
}

/** The rooms of a process that only decides. */
export type DecidingRooms = Pick<
  Rooms,
  | 'replica'
  | 'audit'
  | 'defaultOrg'
  | 'anyone'
  | 'publicUrl'
  | 'receipts'
  | 'authenticate'
  | 'applicationSession'
  | 'operations'
  | 'limits'
  | 'rateLimit'
  | 'underWay'
  | 'trustedProxies'
  | 'role'
  | 'handOn'
  | 'decisions'
  | 'kept'
  | 'observe'
>

/** The routes of decisions call no other room: a test asks each of them. */
export const createDecidingApp = (rooms: DecidingRooms): Koa => createApp(rooms as Rooms, decidingRoutes)
