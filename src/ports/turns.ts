/** The turns in which long work shares the one thread with everything else. */
export interface Turns {
  /** Whether to wait for the next turn: the time of this one is used up. */
  isOver(): boolean
  /** Waits for another turn; requests are answered in between. */
  nextTurn(): Promise<void>
}
