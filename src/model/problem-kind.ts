/** One kind of problem that a caller can meet. */
export interface ProblemKind {
  readonly status: number
  readonly title: string
  /** What the caller can do about it. */
  readonly mend: string
}
