/**
 * Signs people in at a SAML 2.0 identity provider, and out: a request by redirect or POST, an answer by POST. XML is read and written on
 * a thread of its own (thread.ts). Does not own who the person is, nor that an answer is taken once: the bridge keeps requests
 * and ids of assertions.
 */
import type { SamlProtocol } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { Outbound } from '../../src/ports/outbound.ts'
import { newCertificate } from './certificate.ts'
import { testSamlConnection } from './connection-test.ts'
import { createMetadataReading } from './metadata-reading.ts'
import { createSamlThread } from './thread.ts'

export interface SamlProtocolParts {
  /** For metadata and the connection test: sign-ins go by the browser. */
  readonly outbound: Outbound
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export const createSamlProtocol = ({ outbound, now = Date.now }: SamlProtocolParts): SamlProtocol => {
  const thread = createSamlThread()
  // Anybody may send a logout message, and only who began a sign-in an answer: a flood of the former holds up none of the latter.
  const logouts = createSamlThread()
  const readMetadata = createMetadataReading(outbound)
  const start: SamlProtocol['start'] = (idp, request) => thread('start', { idp, request, now: now() })
  return {
    start,
    finish: (idp, memory, answer) =>
      thread('check', { idp, memory, answer: answer.toString(), now: now() }).catch(uncheckable),
    test: idp =>
      testSamlConnection(idp, {
        outbound,
        now: now(),
        begin: async tried => (await start(tried, { state: 'connection-test', force: false })).hop,
      }),
    signOut: (idp, hint, state) => thread('signOutAt', { idp, hint, state, now: now() }),
    singleLogout: {
      request: (idp, message) =>
        logouts('readLogoutRequest', { idp, message, now: now() }).catch(uncheckable),
      answer: (idp, message, state) =>
        logouts('readLogoutAnswer', { idp, message, state, now: now() }).catch(uncheckable),
      reply: (idp, to) => thread('replyTo', { idp, to, now: now() }),
    },
    describe: idp => thread('describe', idp),
    understand: (xml, wanted) => thread('understand', { xml, ...wanted, now: now() }),
    async read(url, wanted, signal) {
      const read = await readMetadata(url, { ...wanted, now: now() }, { signal })
      if (!read) throw new Error('the address answered 304')
      return read
    },
    readAgain: async (url, { etag, ...wanted }, signal) =>
      readMetadata(url, { ...wanted, now: now() }, { signal, etag }),
    newKey: commonName => newCertificate(commonName, new Date(now())),
  }
}

/** An answer that cannot be checked is not accepted, whatever the reason. */
const uncheckable = (error: unknown): never => {
  if (error instanceof SignInRefused) throw error
  throw new SignInRefused('answer_invalid', 'The answer could not be checked.', error)
}
