/**
 * The process owns its own life: it reads the settings, composes the service, listens, and on a signal stops without dropping a
 * request. Everything else is in the rooms.
 */
import { createServer, type Server } from 'node:http'
import { enableCompileCache } from 'node:module'
import type { TryingOut } from './compose/trying-out.ts'
import { type Config, loadConfig, nearAddress } from './config/config.ts'
import { ConfigError } from './config/config-error.ts'
import { VERSION } from './config/version.ts'
import { stopSignal } from './main/stop-signal.ts'
import { createStopping } from './main/stopping.ts'
import { Problem } from './model/problems.ts'
import { StoreUnavailable, StoreUnusable } from './ports/errors.ts'
import type { Log } from './telemetry/log.ts'
import { createTelemetry } from './telemetry/telemetry.ts'

/** A request's head must be here within this; its whole within the second. */
const HEAD_WITHIN_MS = 15_000
const WHOLE_WITHIN_MS = 60_000
/** Longer than the idle time of the usual proxies, so that they close first and never race us. */
const IDLE_MS = 75_000

/** Serves until a signal says stop. Answers the exit code. @throws what {@link explainFailure} explains */
export async function serve(given: Config, trying?: TryingOut): Promise<number> {
  const config = await onFreePort(given)
  // Loaded late, so that the compile cache serves the bulk of the program too.
  const { compose } = await import('./compose.ts')
  const telemetry = createTelemetry({ level: config.log.level, version: VERSION })
  crashing(telemetry.log)
  const kasbah = await compose({ config, telemetry, version: VERSION, ...(trying ? { trying } : {}) })
  const stopping = createStopping({ ...config.stop, handler: kasbah.handler, leaving: kasbah.leave })
  const server = createServer(
    { headersTimeout: HEAD_WITHIN_MS, requestTimeout: WHOLE_WITHIN_MS, keepAliveTimeout: IDLE_MS },
    stopping.handler,
  )
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

/** Where it listens, for the log: the public address is often another one. */
const addressFacts = ({ listen, publicUrl, mode, store }: Config) => ({
  listen: nearAddress(listen).replace('http://', ''),
  public_url: publicUrl,
  mode,
  store: store.slice(0, store.indexOf(':')),
})

/** A defect that nobody caught is logged, redacted, and ends the process: what it left behind is not to be trusted. */
const crashing = (log: Log): void => {
  process.on('uncaughtException', error => {
    log.fatal({ err: error }, 'stopped by a defect')
    process.exit(1)
  })
}

/** Port 0 becomes a free port before anything is composed: the public URL is in what the rooms are made with. */
const onFreePort = async (config: Config): Promise<Config> => {
  const { listen, publicUrl } = config
  if (listen.port !== 0) return config
  const probe = createServer()
  await listening(probe, config)
  const address = probe.address()
  await new Promise(resolve => probe.close(resolve))
  const found = { ...listen, port: address === null || typeof address === 'string' ? 0 : address.port }
  return {
    ...config,
    listen: found,
    publicUrl: publicUrl === nearAddress(listen) ? nearAddress(found) : publicUrl,
  }
}

const listening = (server: Server, { listen }: Config): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(listen.port, listen.host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const elsewhere = (publicUrl: string, listen: Config['listen']): string => {
  const near = nearAddress(listen)
  return near === publicUrl ? '' : `, listening on ${near.replace('http://', '')}`
}

const keyText = (key: string): string => `\nOperator key, shown this once:\n  ${key}\n`

const tryingText = ({ publicUrl, withoutCredentials }: Config, { set, fixture }: TryingOut, key: string) => `
The set ${set} is tried out with the organisation ${fixture.organisation}, and forgotten at the end.
AuthZEN: ${publicUrl}/.well-known/authzen-configuration
Its application asks with the key below${withoutCredentials ? ', or without one' : ''}:
  ${key}
`

const banner = ({ mode, publicUrl, listen }: Config, firstKey: string | undefined): string => `
Kasbah ${VERSION} is ready at ${publicUrl} (${mode})${elsewhere(publicUrl, listen)}
${firstKey === undefined ? '' : keyText(firstKey)}
Try, with KEY set to ${firstKey === undefined ? 'the operator key' : 'it'}:
  curl -H "Authorization: Bearer $KEY" ${publicUrl}/v1/whoami
  curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
    -d '{"id":"acme","name":"Acme"}' ${publicUrl}/v1/orgs
  curl -H "Authorization: Bearer $KEY" ${publicUrl}/v1/orgs/acme/settings

Every call: ${publicUrl}/docs   Stop: Ctrl-C
`

/** A failure as a terminal shows it: a line for each thing that a person can mend, the stack for a defect. */
export function explainFailure(error: unknown): { lines: readonly string[]; exitCode: number } {
  if (error instanceof ConfigError) return { lines: error.lines, exitCode: 2 }
  if (error instanceof StoreUnusable || error instanceof StoreUnavailable)
    return { lines: [error.message], exitCode: 1 }
  if (error instanceof Problem) {
    const places = (error.errors ?? []).map(({ path, message }) => `${path}: ${message}`)
    const summary = error.detail ?? error.code
    // Where the summary only repeats the first place, the places say it all.
    const repeated = places[0] !== undefined && summary.startsWith(places[0])
    return { lines: repeated ? places : [summary, ...places], exitCode: 1 }
  }
  if (!(error instanceof Error)) return { lines: [String(error)], exitCode: 1 }
  const address = /^listen (EADDRINUSE|EACCES|EADDRNOTAVAIL): .* (\S+)$/.exec(error.message)
  if (address) return { lines: [`cannot listen on ${address[2]}: ${REASONS[address[1] ?? '']}`], exitCode: 1 }
  const file = /^(ENOENT|EACCES|EISDIR|ENOTDIR|EROFS|ENOSPC): .*?'([^']+)'/.exec(error.message)
  if (file) return { lines: [`${file[2]}: ${REASONS[file[1] ?? '']}`], exitCode: 1 }
  return { lines: [error.stack ?? error.message], exitCode: 1 }
}

/** The operating system's codes in words. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process does. Stop it, or set KASBAH_LISTEN to another port.',
  EADDRNOTAVAIL: 'this machine has no such address. Set KASBAH_LISTEN to one that it has.',
  EACCES: 'permission denied.',
  ENOENT: 'there is no such file or folder.',
  EISDIR: 'this is a folder.',
  ENOTDIR: 'this is not a folder.',
  EROFS: 'the file system is read-only.',
  ENOSPC: 'the disk is full.',
}

if (import.meta.main) {
  enableCompileCache()
  try {
    process.exitCode = await serve(loadConfig())
  } catch (error) {
    const { lines, exitCode } = explainFailure(error)
    process.stderr.write(lines.map(line => `kasbah: ${line}\n`).join(''))
    process.exitCode = exitCode
  }
}
