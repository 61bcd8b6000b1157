/**
 * One worker: a whole service of its own on the port that all of them share, a replica like any other. It ends with the primary
 * process, because that is what owns the store and replaces workers.
 */
import { enableCompileCache } from 'node:module'
import type { Kasbah } from '../../compose.ts'
import { VERSION } from '../../config/version.ts'
import { createTelemetry, type Telemetry } from '../../telemetry/telemetry.ts'
import { explainFailure } from '../explain-failure.ts'
import { createHttpServer, listeningTogether } from '../http-server.ts'
import { createStopping } from '../stopping.ts'
import { lineToPrimary, tellPrimary } from './lines.ts'
import { ALIVE_EVERY_MS, type MetricsText, type ToWorker } from './messages.ts'

type Start = Extract<ToWorker, { say: 'start' }>

const serveOne = async ({ config, worker, file }: Start): Promise<void> => {
  const own = createTelemetry({ level: config.log.level, version: VERSION, worker: String(worker) })
  process.on('uncaughtException', error => {
    own.log.fatal({ err: error }, 'stopped by a defect')
    process.exit(1)
  })
  const telemetry = { ...own, metrics: metricsOfAll(own) }
  const { compose } = await import('../../compose.ts')
  const shared = file === undefined ? {} : { shared: { file, line: lineToPrimary } }
  const kasbah = await compose({ config, telemetry, version: VERSION, ...shared })
  const stopping = createStopping({ ...config.stop, handler: kasbah.handler, leaving: kasbah.leave })
  const server = createHttpServer(stopping.handler)
  const told = toldToStop()
  await listeningTogether(server, config)
  await kasbah.ready()
  tellPrimary({ say: 'ready', ...firstKey(kasbah) })
  await told
  await stopping.stop(server)
  await kasbah.close()
  process.exit(0)
}

const firstKey = ({ firstKey: key }: Kasbah) => (key === undefined ? {} : { firstKey: key })

/** The primary process says so. SIGTERM ends this one worker, and another takes its place; Ctrl-C reaches every process. */
const toldToStop = (): Promise<void> =>
  new Promise(resolve => {
    process.on('SIGINT', () => undefined)
    process.once('SIGTERM', () => resolve())
    process.on('message', (said: ToWorker) => {
      if (said.say === 'stop') resolve()
    })
  })

/** Whichever worker is asked answers the metrics of all. */
const metricsOfAll = (own: Telemetry): Telemetry['metrics'] => {
  const waiting = new Map<number, (text: MetricsText) => void>()
  let last = 0
  process.on('message', (said: ToWorker) => {
    if (said.say === 'collect')
      void own.collected().then(metrics => tellPrimary({ say: 'collected', id: said.id, metrics }))
    if (said.say === 'metrics') {
      waiting.get(said.id)?.({ type: said.type, text: said.text })
      waiting.delete(said.id)
    }
  })
  return () =>
    new Promise(resolve => {
      last += 1
      waiting.set(last, resolve)
      tellPrimary({ say: 'metrics', id: last })
    })
}

if (import.meta.main) {
  enableCompileCache()
  process.once('disconnect', () => process.exit(1))
  setInterval(() => tellPrimary({ say: 'alive' }), ALIVE_EVERY_MS).unref()
  process.on('message', (said: ToWorker) => {
    if (said.say !== 'start') return
    serveOne(said).catch(error => {
      tellPrimary({ say: 'failed', explained: explainFailure(error) })
      setTimeout(() => process.exit(1), 200)
    })
  })
  tellPrimary({ say: 'hello' })
}
