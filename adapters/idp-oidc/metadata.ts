/** What an OpenID provider says about itself, as far as the code flow needs it. */
import { z } from 'zod'
import type { Documents } from './documents.ts'
import { Unreadable } from './documents.ts'

const Endpoint = z.string().max(2048).refine(URL.canParse)

const Metadata = z.looseObject({
  issuer: z.string().min(1).max(2048),
  authorization_endpoint: Endpoint,
  token_endpoint: Endpoint,
  jwks_uri: Endpoint,
  userinfo_endpoint: Endpoint.optional(),
  end_session_endpoint: Endpoint.optional().catch(undefined),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
})
export type Metadata = z.infer<typeof Metadata>

/** Each sign-in reads the metadata anew, or shares it with those of the last three seconds: a change at the IdP shows at once. */
const FRESH = 3_000

/** The metadata is another issuer's than was asked for. */
export class IssuerDiffers extends Error {
  override readonly name = 'IssuerDiffers'
}

export const discoveryUrl = (issuer: string): string =>
  `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

/**
 * The metadata of an issuer. The issuer in it must be the very text of the settings: a template such as `{tenantid}`, which
 * would let every tenant in, is another text.
 * @throws OutboundFailed, Unreadable, IssuerDiffers
 */
export const readMetadata = async (documents: Documents, issuer: string): Promise<Metadata> => {
  const url = discoveryUrl(issuer)
  const parsed = Metadata.safeParse(await documents.get(url, FRESH))
  if (!parsed.success)
    throw new Unreadable(
      `${url} lacks or misstates ${parsed.error.issues.map(issue => issue.path.join('.')).join(', ')}`,
    )
  if (parsed.data.issuer !== issuer)
    throw new IssuerDiffers(
      `the metadata says the issuer is ${parsed.data.issuer}, the settings say ${issuer}`,
    )
  if (!endpointsFit(parsed.data))
    throw new Unreadable(`${url} names an authorization endpoint that is not a web address with TLS`)
  return parsed.data
}

/** Where a browser signs out; undefined where there is no such place, or none that a browser may be sent to. */
export const endSessionOf = ({ issuer, end_session_endpoint }: Metadata): URL | undefined => {
  const url = end_session_endpoint === undefined ? undefined : new URL(end_session_endpoint)
  return url && fits(url, issuer) ? url : undefined
}

/** The browser is sent there: never to a script, and never without TLS unless the issuer itself has none. */
const endpointsFit = ({ issuer, authorization_endpoint }: Metadata): boolean =>
  fits(new URL(authorization_endpoint), issuer)

const fits = ({ protocol }: URL, issuer: string): boolean =>
  protocol === 'https:' || (protocol === 'http:' && issuer.startsWith('http:'))
