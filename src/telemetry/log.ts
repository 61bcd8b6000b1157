import { type DestinationStream, type Logger, pino } from 'pino'
import { redact, redactText } from './redaction.ts'

export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'flush'>

/** JSON lines on standard error; standard output is for the answers of commands. */
export const standardError = (): DestinationStream => pino.destination({ fd: 2, sync: true })

const SERVICE = 'kasbah'

let moment = 0
let printed = ''
/** The time of a line. It is printed anew when it has changed: many lines are of one millisecond. */
const time = (): string => {
  const now = Date.now()
  if (now !== moment) {
    moment = now
    printed = `,"time":"${new Date(now).toISOString()}"`
  }
  return printed
}

/** How every line begins. */
export const lineStart = (level: string): string => `{"level":"${level}"${time()},"service":"${SERVICE}"`

/** Everything is redacted first, so that a secret in a fact or in an error's message does not reach the log. */
export const createLog = (level: string, destination: DestinationStream, worker?: string): Log =>
  pino(
    {
      level,
      base: { service: SERVICE, ...(worker === undefined ? {} : { worker }) },
      timestamp: time,
      formatters: {
        level: label => ({ level: label }),
        log: facts => Object(redact(facts)),
      },
      serializers: { err: error => error },
      hooks: {
        logMethod(args, method) {
          const masked = args.map(arg => (typeof arg === 'string' ? redactText(arg) : arg))
          method.apply(this, masked as typeof args)
        },
      },
    },
    destination,
  )
