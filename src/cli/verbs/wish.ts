import { readAnswers } from '../../policy/review-answers.ts'
import { Refused } from '../ask-service.ts'
import { textIn } from '../named-files.ts'
import { UsageError } from '../verb.ts'

type Reply = Readonly<Record<string, unknown>>

/** What a word of the command means as a draft. @throws UsageError */
export const wishOf = async (what: string): Promise<Reply> => {
  const [, kind, value = ''] = /^(revision|set|review|answers):(.+)$/.exec(what) ?? []
  if (kind === 'set') return { policy_set: value }
  if (kind === 'answers') return { answers: await answersOf(value) }
  if (kind === 'review') return { policy_review: value }
  if (kind === undefined) return { rules: await textIn(what) }
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new UsageError(`"${value}" is not a revision.`)
  return { revision: Number(value) }
}

/** What the service says of a text it says of a file `policy.csv`: the person wrote another one. */
export const askedAbout = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw new Refused(
      error.message.replaceAll(
        /(^|: )(\s*)policy\.csv(?=:\d)/gm,
        (_, before, space) => before + space + what,
      ),
      error.code,
    )
  }
}

const answersOf = async (file: string) => {
  const answers = readAnswers(await textIn(file), file)
  if (answers.length > 0) return answers
  throw new UsageError(`${file} answers nothing: put keep or remove into its column answer.`)
}
