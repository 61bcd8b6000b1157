/** Requests that one address may begin at once, and how many more each second. */
const BURST = 1_000
const EACH_SECOND = 100
/** The most addresses that are remembered; beyond it the count begins anew. */
const MOST = 50_000

/**
 * Whoever begins a sign-in makes the store remember it, without having proven anything: this bounds how much one address can
 * make it remember. People and applications stay far below.
 * @returns whether the address may begin one more now
 */
export const createBrake = (now: () => number): ((address: string) => boolean) => {
  const buckets = new Map<string, { left: number; at: number }>()
  return address => {
    const at = now()
    const { left, at: before } = buckets.get(address) ?? { left: BURST, at }
    const refilled = Math.min(BURST, left + ((at - before) / 1000) * EACH_SECOND)
    if (buckets.size >= MOST) buckets.clear()
    buckets.set(address, { left: Math.max(0, refilled - 1), at })
    return refilled >= 1
  }
}
