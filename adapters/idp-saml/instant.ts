/** Times as XML Schema writes them (xs:dateTime), and as SAML means them: without a zone they are UTC. */

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))?$/

/** Milliseconds since 1970; undefined for a text that is no time. */
export const instantOf = (text: string): number | undefined => {
  const [all, year, month, day, hour, minute, second, fraction = '', sign, zoneHour = 0, zoneMinute = 0] =
    DATE_TIME.exec(text.trim()) ?? []
  if (all === undefined) return undefined
  const midnight = hour === '24' && Number(minute) === 0 && Number(second) === 0 && Number(fraction) === 0
  const inRange = (Number(hour) <= 23 || midnight) && Number(minute) <= 59 && Number(second) <= 59
  const zoned = Number(zoneMinute) <= 59 && Number(zoneHour) * 60 + Number(zoneMinute) <= 14 * 60
  const at = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  const isDay = new Date(at).getUTCDate() === Number(day) && new Date(at).getUTCMonth() === Number(month) - 1
  if (!inRange || !zoned || !isDay || year === '0000') return undefined
  const time = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000 * (sign === '-' ? -1 : 1)
  return at + time - zone + Math.floor(Number(`0.${fraction || 0}`) * 1000)
}

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/

/** Milliseconds of an xs:duration, a month counted as thirty days; undefined for a text that is none. */
export const durationOf = (text: string): number | undefined => {
  const [all, ...parts] = DURATION.exec(text.trim().slice(0, 64)) ?? []
  if (all === undefined || parts.every(part => part === undefined)) return undefined
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map(part =>
    Number(part ?? 0),
  )
  const allDays = years * 365 + months * 30 + days
  return (((allDays * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}
