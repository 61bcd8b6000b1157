/**
 * The HTTP room translates: bytes to parsed input, answers and problems to bytes. It authenticates and asks Casbin through
 * the rooms; it never decides. The flow of every request is the one list below.
 */
import Koa from 'koa'
import type { Rooms } from './rooms.ts'
import type { Route } from './route.ts'
import { type Mounts, router } from './router.ts'
import { observed } from './steps/observe.ts'
import { problemReplies } from './steps/problem-replies.ts'
import { requestId } from './steps/request-id.ts'
import { securityHeaders } from './steps/security-headers.ts'

export const createApp = (rooms: Rooms, routes: readonly Route[], mounts: Mounts = {}): Koa => {
  // Only the address that the trusted proxy itself saw counts: what stands before it in the header, the caller wrote.
  const app = new Koa({ proxy: rooms.trustProxy, maxIpsCount: 1 })
  // Problems are answered by the stack; what reaches Koa is a broken connection, which is nobody's news.
  app.silent = true
  const flow = [
    requestId,
    securityHeaders,
    observed(rooms.observe),
    problemReplies(rooms.observe),
    router(rooms, routes, mounts),
  ]
  for (const step of flow) app.use(step)
  return app
}
