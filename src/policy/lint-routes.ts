/** Routes by which more is open than somebody may have meant. */
import type { Finding } from './finding.ts'
import { ROUTES } from './routes/routes.ts'
import type { ReadSet } from './set.ts'

/** `/**`, or with nothing but names before it: every path of the application. */
const EVERYTHING = /^(?:\/\{\w+\})*\/\*\*$/

export function* suspiciousRoutes({ routes }: ReadSet): Generator<Finding> {
  for (const [a, { hosts, routes: all }] of routes?.value.applications.entries() ?? [])
    for (const [r, { path, methods, access }] of all.entries())
      if (access !== undefined && EVERYTHING.test(path))
        yield {
          code: 'route-open',
          file: ROUTES,
          ...(routes as NonNullable<typeof routes>).placeOf(['applications', a, 'routes', r, 'path']),
          message: `${methods.join(', ')} of everything on ${hosts.join(', ')} is ${access === 'public' ? 'for everybody' : 'for everybody who is signed in'}, as far as no other route is nearer`,
        }
}
