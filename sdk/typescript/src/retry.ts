/** When to ask again, and how long to wait before: only after 503 and 429, and never in step with other clients. */

const FIRST_MS = 100
const LONGEST_MS = 5_000

export const isWorthRetrying = (status: number): boolean => status === 503 || status === 429

/**
 * Milliseconds before the attempt after number `attempt` (from 0): at least what `Retry-After` asks for, and a random part that
 * doubles its range each time.
 */
export const delayBefore = (
  attempt: number,
  retryAfter: string | null,
  random: () => number = Math.random,
): number => askedFor(retryAfter) + random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)

/** `Retry-After` is a number of seconds or a date. */
const askedFor = (header: string | null): number => {
  if (header === null) return 0
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now())
}
