/** How much one question may cost. A question beyond a bound is denied, and the answer says why. */

/** The most groups and roles above one subject, and the most collections above one resource. */
export const MAX_REACH = 10_000

/** The most rules that one decision gives to Casbin, which takes about two microseconds for each. */
export const MAX_RULES_PER_DECISION = 10_000

/** The question needs more work than one question may cost: it is denied. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork'
}

/** The organisation would hold more than the engine can take: the change is refused. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** What the work answers, or `otherwise` where it is too much. */
export const unlessTooMuch = <T>(work: () => T, otherwise: T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof TooMuchWork) return otherwise
    throw error
  }
}
