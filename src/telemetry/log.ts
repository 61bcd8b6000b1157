import { type DestinationStream, type Logger, pino } from 'pino'
import { redact, redactText } from './redaction.ts'

export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'flush'>

/** JSON lines on standard error; standard output is for the answers of commands. */
export const standardError = (): DestinationStream => pino.destination({ fd: 2, sync: true })

/** What all lines have in common. */
export const lineForm = (level: string) => ({
  level,
  base: { service: 'kasbah' },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (label: string) => ({ level: label }) },
})

/** Everything is redacted first, so that a secret in a fact or in an error's message does not reach the log. */
export const createLog = (level: string, destination: DestinationStream): Log => {
  const form = lineForm(level)
  return pino(
    {
      ...form,
      formatters: { ...form.formatters, log: facts => Object(redact(facts)) },
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
}
