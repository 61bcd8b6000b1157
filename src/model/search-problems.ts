import type { ProblemKind } from './problem-kind.ts'

/** What may be wrong with a search, beside what may be wrong with a check. */
export const searchProblems = {
  search_expired: { status: 410, title: 'This search has ended', mend: 'Begin it without `page_token`.' },
  filter_too_large: {
    status: 422,
    title: 'The condition would name too many resources',
    mend: 'Page through /search/resources instead.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>
