import { UsageError } from '../verb.ts'

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `7d` ago, or a time as it is. @throws UsageError */
export const momentOf = (flag: string, text: string): string => {
  const [, many, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? []
  if (many !== undefined) return new Date(Date.now() - Number(many) * (UNITS[unit] ?? 0)).toISOString()
  if (Number.isNaN(Date.parse(text)))
    throw new UsageError(`${flag} takes 7d, 12h, 30m or a time, not "${text}".`)
  return text
}
