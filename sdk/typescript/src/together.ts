/** Questions that are asked in one tick are sent together. */
export const createTogether = <Q, A>(
  most: number,
  send: (questions: readonly Q[]) => Promise<readonly Outcome<A>[]>,
) => {
  let waiting: Waiting<Q, A>[] = []
  const flush = (): void => {
    const all = waiting
    waiting = []
    for (let from = 0; from < all.length; from += most) void answered(all.slice(from, from + most), send)
  }
  return (question: Q): Promise<A> =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush)
      waiting.push({ question, resolve, reject })
    })
}

/** An answer, or why there is none for this question alone. */
export type Outcome<A> = { readonly answer: A } | { readonly error: unknown }

interface Waiting<Q, A> {
  readonly question: Q
  resolve(answer: A): void
  reject(error: unknown): void
}

/** There is an outcome for each question: what sends them sees to that. */
const answered = async <Q, A>(
  all: readonly Waiting<Q, A>[],
  send: (questions: readonly Q[]) => Promise<readonly Outcome<A>[]>,
): Promise<void> => {
  try {
    const outcomes = await send(all.map(({ question }) => question))
    for (const [at, { resolve, reject }] of all.entries()) {
      const outcome = outcomes[at] as Outcome<A>
      if ('answer' in outcome) resolve(outcome.answer)
      else reject(outcome.error)
    }
  } catch (error) {
    for (const { reject } of all) reject(error)
  }
}
