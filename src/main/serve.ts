/**
 * The process owns its own life: it reads the settings, composes the service, listens, and on a signal stops without dropping a
 * request. Everything else is in the rooms.
 */
import type { TryingOut } from '../compose/trying-out.ts'
import type { Config } from '../config/config.ts'
import { VERSION } from '../config/version.ts'
import type { Log } from '../telemetry/log.ts'
import { createTelemetry } from '../telemetry/telemetry.ts'
import { addressFacts, banner, keyText, tryingText } from './banner.ts'
import { collectWhenCalm } from './calm.ts'
import { fitCollector } from './collector.ts'
import { createHttpServer, listening, onTriedPort, withPort } from './http-server.ts'
import { stopSignal } from './stop-signal.ts'
import { createStopping } from './stopping.ts'

/** Serves until a signal says stop. Answers the exit code. @throws what `explainFailure` explains */
export async function serve(given: Config, trying?: TryingOut): Promise<number> {
  if (given.workers > 1 && !trying) {
    const { serveByWorkers } = await import('./workers/primary.ts')
    return serveByWorkers(await onTriedPort(given))
  }
  fitCollector(Math.max(1, given.workers))
  // Tried first: where nobody can listen, nothing is left behind.
  const config = await withPort(given)
  // Loaded late, so that the compile cache serves the bulk of the program too.
  const { compose } = await import('../compose.ts')
  const telemetry = createTelemetry({ level: config.log.level, version: VERSION })
  crashing(telemetry.log)
  const kasbah = await compose({ config, telemetry, version: VERSION, ...(trying ? { trying } : {}) })
  const stopping = createStopping({ ...config.stop, handler: kasbah.handler, leaving: kasbah.leave })
  const server = createHttpServer(stopping.handler, config, kasbah.unread)
  try {
    await listening(server, config)
    await kasbah.ready()
  } catch (error) {
    // The key was made with the store and is not shown again: it must not be lost with the address.
    if (kasbah.firstKey !== undefined) process.stdout.write(keyText(kasbah.firstKey))
    await kasbah.close()
    throw error
  }
  const { log } = telemetry
  collectWhenCalm()
  const signalled = stopSignal()
  log.info({ version: VERSION, ...addressFacts(config) }, 'started')
  process.stdout.write(banner(config, kasbah.firstKey))
  if (trying && kasbah.tryingKey !== undefined)
    process.stdout.write(tryingText(config, trying, kasbah.tryingKey))
  log.info({ signal: await signalled, grace_seconds: config.stop.graceSeconds }, 'stopping')
  await stopping.stop(server)
  await kasbah.close()
  log.info('stopped')
  return 0
}

/** A defect that nobody caught is logged, redacted, and ends the process: what it left behind is not to be trusted. */
const crashing = (log: Log): void => {
  process.on('uncaughtException', error => {
    log.fatal({ err: error }, 'stopped by a defect')
    process.exit(1)
  })
}
