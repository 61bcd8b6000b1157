/**
 * How a server stops without dropping a request. For the time of grace everything goes on, but /readyz says 503, so that
 * balancers look elsewhere. Then the server takes no more connections, and each answer asks for its connection to be closed:
 * clients open the next one at another replica. Those that are left may end what is under way.
 *
 * A connection that is not in use is no different: whoever holds it may be sending on it at this moment, and would see it reset. Only its
 * holder can close it without a race, so it stays until it is asked once more. Where there is no grace, nobody is in front
 * who could ask another replica: then it is over when nobody has asked for a moment.
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

/** Without grace: when nobody has asked for this long, connections that are still open are taken for abandoned. */
const QUIET_MS = 500

export const createStopping = ({ graceSeconds, drainSeconds, handler, leaving }: StoppingParts): Stopping => {
  /** When the last request came after the door was closed. */
  let asked: number | undefined
  const isQuiet = () => performance.now() - (asked ?? 0) >= QUIET_MS
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
      await allAccepted(server)
      // The HTTP server's own `close` also ends unused connections at once, and with them the requests on their way.
      const closed = new Promise<void>(resolve => TcpServer.prototype.close.call(server, () => resolve()))
      asked = performance.now()
      const late = setTimeout(() => server.closeAllConnections(), drainSeconds * 1000)
      const endUnused = async () => {
        if (!isQuiet()) return
        // Timers come before what was sent meanwhile: a thread that was held up has requests to read first.
        await allRead()
        if (isQuiet()) server.closeIdleConnections()
      }
      const quiet = graceSeconds > 0 ? undefined : setInterval(() => void endUnused(), QUIET_MS / 5)
      await closed
      clearInterval(quiet)
      clearTimeout(late)
    },
  }
}

/** A turn of the event loop that was shorter had next to nothing to do. */
const SHORT_MS = 0.2
const MANY_TURNS = 10_000

/** Waits for a short turn of the event loop in which nothing `came`. */
const stillness = async (came: () => boolean): Promise<void> => {
  for (let turns = 0; turns < MANY_TURNS; turns += 1) {
    const begun = performance.now()
    await turn()
    if (!came() && performance.now() - begun < SHORT_MS) return
  }
}

/**
 * The kernel resets connections that are made and not yet accepted when a socket closes, and a turn of the event loop accepts one.
 * After a short turn that accepted none, hardly any wait.
 */
const allAccepted = async (server: HttpServer): Promise<void> => {
  let count = 0
  let before = 0
  const more = () => {
    count += 1
  }
  server.on('connection', more)
  await stillness(() => {
    const came = count > before
    before = count
    return came
  })
  server.off('connection', more)
}

const allRead = (): Promise<void> => stillness(() => false)
