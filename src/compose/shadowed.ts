/** One remembered answer in this many is checked with Casbin again. */
export const SHADOWED = 1_000
