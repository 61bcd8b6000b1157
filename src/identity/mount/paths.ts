/**
 * Every path of the provider, in its only spelling. The library would also accept capitals and a trailing slash, which checks in
 * front of it would not recognise. Other spellings are answered 404.
 */
export const MOUNT = '/oidc'

/** The issuer is the public URL with the path of the mount. */
export const issuerOf = (publicUrl: URL): string => publicUrl.origin + MOUNT

/** RFC 8414 puts the issuer's path after the well-known part; the library serves it before. */
export const METADATA = `/.well-known/oauth-authorization-server${MOUNT}`

interface PathFacts {
  /** A request writes a record for a caller who has proven nothing yet: limited per address. */
  readonly begins?: true
  /** Browser applications call it from their own origin, see `mayCallFrom`. */
  readonly browsers?: true
}

const PATHS: Readonly<Record<string, PathFacts>> = {
  '/auth': { begins: true },
  '/auth/:interaction': {},
  '/request': { begins: true, browsers: true },
  '/token': { browsers: true },
  '/token/introspection': {},
  '/token/revocation': { browsers: true },
  '/me': { browsers: true },
  '/jwks': {},
  '/.well-known/openid-configuration': {},
  '/.well-known/oauth-authorization-server': {},
  '/device': { begins: true },
  '/device/auth': { begins: true },
  '/device/:interaction': {},
  '/session/end': {},
  '/session/end/confirm': {},
  '/session/end/success': {},
}

/** Ids of interactions are long, so that no other spelling of a path (`/device/AUTH`) is one. */
const INTERACTION = /^\/(auth|device)\/[A-Za-z0-9_-]{16,64}$/

/** Facts about a path, given without the mount; undefined if there is no such path. */
export const pathFacts = (path: string): PathFacts | undefined => {
  if (Object.hasOwn(PATHS, path)) return PATHS[path]
  // The library takes any case: `/device/AUTH` would be its `/device/auth`, and no interaction's id.
  if (Object.hasOwn(PATHS, path.toLowerCase())) return undefined
  const [, root] = INTERACTION.exec(path) ?? []
  return root === undefined ? undefined : PATHS[`/${root}/:interaction`]
}
