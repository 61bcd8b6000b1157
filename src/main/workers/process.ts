/**
 * One worker, a replica like any other: it decides on the port that several share, and hands everything else on; or it is the one that
 * does everything else. It ends with the primary process, because that is what owns the store and replaces workers.
 */
import { enableCompileCache } from 'node:module'
import { setPriority } from 'node:os'
import type { Kasbah } from '../../compose.ts'
import { VERSION } from '../../config/version.ts'
import { DECIDE } from '../../model/process-role.ts'
import { createTelemetry, type Telemetry } from '../../telemetry/telemetry.ts'
import { collectWhenCalm } from '../calm.ts'
import { fitCollector } from '../collector.ts'
import { explainFailure } from '../explain-failure.ts'
import { createHttpServer, createInnerServer, listeningInside, listeningTogether } from '../http-server.ts'
import { createStopping } from '../stopping.ts'
import { createHandingOn } from './handing-on.ts'
import { lineToPrimary, tellPrimary, usedElsewhere } from './lines.ts'
import { ALIVE_EVERY_MS, type Made, type MetricsText, type ToWorker } from './messages.ts'
import { takeNear } from './near.ts'

type Start = Extract<ToWorker, { say: 'start' }>

const serveOne = async (start: Start): Promise<void> => {
  const { config, worker, task, file, socket, forDeciding } = start
  process.title = `kasbah ${worker}`
  fitCollector(config.workers)
  const own = createTelemetry({ level: config.log.level, version: VERSION, worker })
  process.on('uncaughtException', error => {
    own.log.fatal({ err: error }, 'stopped by a defect')
    process.exit(1)
  })
  const telemetry = { ...own, metrics: metricsOfAll(own) }
  const { compose } = await import('../../compose.ts')
  const kasbah = await compose({
    config,
    telemetry,
    version: VERSION,
    usedElsewhere,
    ...(file === undefined ? {} : { shared: { file, line: lineToPrimary } }),
    ...(forDeciding ? { forDeciding, handOn: createHandingOn(socket) } : {}),
  })
  const told = toldToStop()
  const stop = await (task === DECIDE ? decideAt(kasbah, start) : serveInside(kasbah, start))
  await kasbah.ready()
  collectWhenCalm()
  tellPrimary({ say: 'ready', ...madeBy(kasbah) })
  await told
  await stop()
  await kasbah.close()
  process.exit(0)
}

/** Both begin to listen, and answer how to stop. */
const decideAt = async (
  { handler, leave, unread }: Kasbah,
  { config }: Start,
): Promise<() => Promise<void>> => {
  const stopping = createStopping({ ...config.stop, handler, leaving: leave })
  const server = createHttpServer(stopping.handler, config, unread)
  await listeningTogether(server, config)
  return () => stopping.stop(server)
}

const serveInside = async (
  { handler, leave }: Kasbah,
  { config, socket }: Start,
): Promise<() => Promise<void>> => {
  yieldCores()
  const stopping = createStopping({ ...config.stop, graceSeconds: 0, handler, leaving: leave })
  const server = createInnerServer((req, res) => {
    takeNear(req)
    stopping.handler(req, res)
  })
  await listeningInside(server, socket)
  return () => stopping.stop(server)
}

/** Where there are not enough cores for everybody, decisions go first. */
const yieldCores = (): void => {
  try {
    setPriority(BEHIND)
  } catch {
    // A machine that does not allow it serves as well.
  }
}

const BEHIND = 5

const madeBy = ({ firstKey, forDeciding }: Kasbah): Made => ({
  ...(firstKey === undefined ? {} : { firstKey }),
  ...(forDeciding === undefined ? {} : { forDeciding }),
})

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
