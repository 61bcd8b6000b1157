import type { Config } from '../../config/config.ts'
import { VERSION } from '../../config/version.ts'
import { createTelemetry } from '../../telemetry/telemetry.ts'
import { addressFacts, banner } from '../banner.ts'
import { stopSignal } from '../stop-signal.ts'
import { createCrew } from './crew.ts'
import { makeInside } from './inside.ts'

/** Serves by several processes on one port until a signal says stop. Answers the exit code. @throws as `serve` */
export async function serveByWorkers(config: Config): Promise<number> {
  const { log } = createTelemetry({ level: config.log.level, version: VERSION, worker: 'primary' })
  const { ownStore } = await import('../../compose/owned-store.ts')
  const owner = await ownStore(config.store)
  const inside = await makeInside()
  const crew = createCrew({ config, log, socket: inside.socket, ...(owner && { owner }) })
  try {
    const firstKey = await crew.begin()
    const signalled = stopSignal()
    log.info({ version: VERSION, ...addressFacts(config), workers: config.workers }, 'started')
    process.stdout.write(banner(config, firstKey))
    log.info({ signal: await signalled, grace_seconds: config.stop.graceSeconds }, 'stopping')
  } finally {
    await crew.stop()
    await owner?.close()
    await inside.remove()
  }
  log.info('stopped')
  return 0
}
