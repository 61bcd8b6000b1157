/** Why a store could not be opened, in a line that an operator can act on. */
import { type MongoClient, MongoServerSelectionError } from 'mongodb'
import { StoreUnavailable, StoreUnusable } from '../../../src/ports/errors.ts'
import { codeOf } from './faults.ts'

const UNAUTHORIZED = 13

const TLS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; name the CA with tlsCAFile',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from a CA that is not trusted; name the CA with tlsCAFile',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is from a CA that is not trusted; name the CA with tlsCAFile',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is from a CA that is not trusted; name the CA with tlsCAFile',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS',
}

/** The error to open with. It names the hosts, and nothing else of the URL. */
export const notOpened = ({ options }: MongoClient, error: unknown): unknown => {
  if (codeOf(error) === UNAUTHORIZED)
    return new StoreUnusable(
      'The user of the URL may not do what Kasbah needs: see the list of rights in docs/mongodb.md. Where it may not make collections and indexes, run `kasbah migrate` as a user who may.',
      { cause: error },
    )
  if (!(error instanceof StoreUnavailable)) return error
  const hosts = options.srvHost ?? options.hosts.map(host => host.toString()).join(', ')
  const why = tlsFault(error)
  return why === undefined
    ? new StoreUnavailable(`No MongoDB primary answers at ${hosts}.`, { cause: error })
    : new StoreUnusable(`MongoDB at ${hosts} is not trusted: ${why}.`, { cause: error })
}

/** What is wrong with the certificate of a server, when that is why none was found. */
const tlsFault = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && TLS[String(error.code)]) return TLS[String(error.code)]
  const members =
    error instanceof MongoServerSelectionError
      ? [...(error.reason?.servers.values() ?? [])].map(server => server.error)
      : []
  return [...members, error.cause].map(tlsFault).find(found => found !== undefined)
}
