import { createInterface } from 'node:readline/promises'
import { UsageError } from './verb.ts'

/**
 * Asks the person at the terminal, and goes on when the answer is yes. Whoever ends the question (Ctrl-C, Ctrl-D) did not agree.
 * @throws UsageError when they do not agree, or with `unasked` where nobody is there
 */
export const requireYes = async (question: string, unasked: string): Promise<void> => {
  if (!process.stdin.isTTY) throw new UsageError(unasked)
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const said = await asking.question(question).catch(() => '')
  asking.close()
  if (said.trim().toLowerCase() !== 'yes') throw new UsageError('nothing was changed.')
}
