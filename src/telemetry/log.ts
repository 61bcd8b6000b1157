import { type DestinationStream, type Logger, pino } from 'pino'
import { redact, redactText } from './redaction.ts'

export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'flush'>

/**
 * JSON lines on standard error, or on `destination`; standard output is for the answers of commands. Everything is redacted first, so
 * that a secret in a fact or in an error's message does not reach the log.
 */
export const createLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: { service: 'kasbah' },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
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
    destination ?? pino.destination({ fd: 2, sync: true }),
  )
