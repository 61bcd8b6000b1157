import type { Judge } from '../judge.ts'

/** Something of the policy before a change, and the same after it. */
export type Both<T> = readonly [before: T, after: T]

/** Where in {@link Both} a fact belongs. */
export type Side = 0 | 1

export const BEFORE: Side = 0
export const AFTER: Side = 1
export const SIDES: readonly Side[] = [BEFORE, AFTER]

/** The two policies that are compared. They may belong to different policy sets. */
export type Judges = Both<Judge>

export const both = <T>(of: (side: Side) => T): Both<T> => [of(BEFORE), of(AFTER)]
