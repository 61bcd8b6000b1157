/**
 * How a server stops without dropping a request. For the time of grace everything goes on, but /readyz says 503, so that
 * balancers look elsewhere. Then the server takes no more connections, and each answer asks for its connection to be closed:
 * clients open the next one at another replica. Those that are left may end what is under way.
 */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { Server as TcpServer } from 'node:net'
import { setTimeout as after, setImmediate as turn } from 'node:timers/promises'

type Handler = (req: IncomingMessage, res: ServerResponse) => void

export interface StoppingParts {
  readonly graceSeconds: number
  readonly drainSeconds: number
  /** The service's own. */
  readonly handler: Handler
  /** Called when the grace begins. */
  leaving(): void
}

export interface Stopping {
  readonly handler: Handler
  /** Resolves when no connection is left. */
  stop(server: HttpServer): Promise<void>
}

/** When nobody has asked for this long, connections that are still open are taken for abandoned. */
const QUIET_MS = 500

export const createStopping = ({ graceSeconds, drainSeconds, handler, leaving }: StoppingParts): Stopping => {
  /** When the last request came after the door was closed. */
  let asked: number | undefined
  return {
    handler: (req, res) => {
      if (asked !== undefined) {
        asked = performance.now()
        res.setHeader('Connection', 'close')
      }
      handler(req, res)
    },

    async stop(server) {
      leaving()
      await after(graceSeconds * 1000)
      await allAccepted()
      // The HTTP server's own `close` also ends unused connections at once, and with them the requests on their way.
      const closed = new Promise<void>(resolve => TcpServer.prototype.close.call(server, () => resolve()))
      asked = performance.now()
      const late = setTimeout(() => server.closeAllConnections(), drainSeconds * 1000)
      const quiet = setInterval(() => {
        if (performance.now() - (asked ?? 0) >= QUIET_MS) server.closeIdleConnections()
      }, QUIET_MS / 5)
      await closed
      clearInterval(quiet)
      clearTimeout(late)
    },
  }
}

/**
 * The kernel resets connections that are made and not yet accepted when a socket closes. Each turn of the event loop accepts all
 * that wait: after a short turn, hardly any do.
 */
const allAccepted = async (): Promise<void> => {
  for (let turns = 0; turns < 1_000; turns += 1) {
    const begun = performance.now()
    await turn()
    if (performance.now() - begun < 0.2) return
  }
}
