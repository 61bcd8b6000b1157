import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Turns } from '../../src/ports/turns.ts'

/** Where nobody says how the thread is shared: events are answered after every step. */
export const afterEachStep: Turns = { isOver: () => true, nextTurn }
