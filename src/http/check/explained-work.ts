/** What a decision costs beyond the question: the length of its explanation. */
export const explainedWork = (answer: unknown): number => {
  const { explanation } = answer as { explanation?: { path?: readonly unknown[] } }
  return explanation?.path?.length ?? 0
}
