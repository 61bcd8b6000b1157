import { z } from 'zod'

/** A whole segment of a path: plain characters, or `{name}` for what a resource is named after. */
const SEGMENT = String.raw`(?:[A-Za-z0-9._~!$&'()+,=:@-]*[A-Za-z0-9_~!$&'()+,=:@-]|\{[a-z][a-z0-9_]{0,30}\})`
const PATH = new RegExp(`^/(?:${SEGMENT}(?:/${SEGMENT})*/?)?$|^(?:/${SEGMENT})*/\\*\\*$`)
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Which action on which resource a request needs; or that it needs none. */
const Route = z
  .strictObject({
    /** `/datasets/{id}`; `/assets/**` for everything below. */
    path: z.string().max(1_000).regex(PATH, 'a path is /segment/{name}, and may end in /**'),
    /** GET stands for HEAD too. */
    methods: z.array(z.enum(METHODS)).min(1),
    action: z.string().min(1).max(256).optional(),
    /** `dataset:{id}`, `org`, or a collection. */
    resource: z.string().min(1).max(256).optional(),
    /** In place of an action: everybody, or everybody who is signed in. */
    access: z.enum(['public', 'signed_in']).optional(),
  })
  .refine(
    ({ action, resource, access }) =>
      access === undefined
        ? action !== undefined && resource !== undefined
        : action === undefined && resource === undefined,
    'a route has an action and a resource, or else access',
  )
export type ApplicationRoute = z.infer<typeof Route>

/** An application behind a proxy that asks before it lets a request through. */
const Application = z.strictObject({
  hosts: z.array(z.string().regex(HOST, 'a host is a name in lower case, without a port')).min(1).max(100),
  /** Callers who may not do this to the resource are answered 404, as if it did not exist; 403 when absent. */
  see: z.string().min(1).max(256).optional(),
  /**
   * Where a browser is sent to sign in; `{url}` stands for the address that it asked for. `kasbah`: here, and Kasbah keeps its session
   * on the application's host.
   */
  sign_in: z
    .string()
    .max(2_000)
    .regex(
      /^(?:kasbah|https?:\/\/[^\s{}]+(?:\{url\})?[^\s{}]*)$/,
      'kasbah, or an address with {url} for where to return',
    )
    .optional(),
  routes: z.array(Route).min(1).max(10_000),
})
export type Application = z.infer<typeof Application>

/** The routes of a policy set (`routes.yaml`), with what each request of its tests needs. */
export const Applications = z.strictObject({
  applications: z.array(Application).min(1).max(20),
  /** `GET tiles.example.com/datasets/x`: `view dataset:x`, `public`, `signed_in` or `refused`. */
  tests: z
    .record(z.string().max(5_000), z.string().max(600))
    .refine(tests => Object.keys(tests).length <= 500, 'at most 500 tests'),
})
export type Applications = z.infer<typeof Applications>
