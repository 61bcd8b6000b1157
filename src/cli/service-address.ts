/** Where the service is, and what is said when nothing answers there. */
import { loadClientConfig } from '../config/client-config.ts'
import { type Call, Unanswered, UsageError } from './verb.ts'

/** A service that takes longer counts as not answering. */
export const PATIENCE_MS = 20_000
/** A whole list may take longer. */
export const LONG_PATIENCE_MS = 3_600_000

/** The flag that says which service is meant, for verbs that speak to one. */
export const URL_FLAG = {
  url: {
    about: 'Where the service is, when not at KASBAH_URL or its public URL of the settings',
    value: 'URL',
  },
}

/** The URL of the service to ask. @throws UsageError */
export const serviceOf = ({ flags, settings }: Call): string => {
  const url = flags.url === undefined ? loadClientConfig(settings).url : String(flags.url)
  if (!URL.canParse(url)) throw new UsageError(`--url is not a URL: ${url}`)
  return new URL(url).origin
}

export const unreached =
  (url: string) =>
  (cause: unknown): never => {
    throw new Unanswered(`no answer from ${url} (${reasonOf(cause)})`)
  }

/** Why a request got no answer, in words. What Node advises about certificates is for those who start it themselves. */
export const reasonOf = (failure: unknown): string => {
  const cause = failure instanceof Error && failure.cause ? failure.cause : failure
  const { code } = cause as { readonly code?: unknown }
  return typeof code === 'string' && UNTRUSTED.test(code)
    ? 'its certificate is of an authority that this machine does not know: name a file with it in NODE_EXTRA_CA_CERTS'
    : String(cause)
}

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)/
