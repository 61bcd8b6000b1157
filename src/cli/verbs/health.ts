import { nearAddress } from '../../config/config.ts'
import { type Inputs, resolveSettings } from '../../config/resolve.ts'
import { reasonOf } from '../service-address.ts'
import { UsageError, type Verb } from '../verb.ts'

const ANSWER_WITHIN_MS = 5_000

/** This machine's own door rather than the public URL: a proxy in front may answer for another process. */
const doorOf = (settings: Inputs): string => {
  const { KASBAH_URL, KASBAH_LISTEN } = resolveSettings(settings).values
  return KASBAH_URL ?? nearAddress(KASBAH_LISTEN)
}

export const healthVerb: Verb = {
  name: 'health',
  about: 'Ask a running service whether it is ready (/readyz). Exit code 0: yes; 1: no.',
  takes: [],
  flags: { url: { about: 'Its address, when not at KASBAH_URL or where the settings listen', value: 'URL' } },
  configured: true,
  goesBy: ['KASBAH_URL', 'KASBAH_LISTEN'],
  run: async ({ flags, settings }) => {
    const base = flags.url === undefined ? doorOf(settings) : String(flags.url)
    if (!URL.canParse(base)) throw new UsageError(`--url is not a URL: ${base}`)
    const url = new URL('/readyz', base)
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'error' })
      console.log(answer.ok ? `ready: ${url}` : `not ready: ${url} answers ${answer.status}`)
      return answer.ok ? 0 : 1
    } catch (error) {
      console.log(`no answer: ${url} (${reasonOf(error)})`)
      return 1
    }
  },
}
