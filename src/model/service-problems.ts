import type { ProblemKind } from './problem-kind.ts'

/** Problems of consistency and operation: the request may be right, and the service cannot answer it now, or not at this revision. */
export const serviceProblems = {
  foreign_token: {
    status: 400,
    title: 'The consistency token belongs to another store or organisation',
    mend: 'Use a token that this service gave for this organisation.',
  },
  not_yet_consistent: {
    status: 503,
    title: 'This replica has not caught up with the token yet',
    mend: 'Try again after `Retry-After`.',
  },
  overloaded: {
    status: 503,
    title: 'Too many requests are under way',
    mend: 'Try again after `Retry-After`; nothing was done. Send fewer at once, or smaller ones.',
  },
  not_served_here: {
    status: 421,
    title: 'This process does not serve that',
    mend: 'Send decisions to a process that decides, and everything else to one that does the rest (`KASBAH_ROLE`), or either to one that does all.',
  },
  restarting: {
    status: 503,
    title: 'The process that does this is being started again',
    mend: 'Try again after `Retry-After`; nothing was done. Decisions are answered meanwhile.',
  },
  program_changed: {
    status: 503,
    title: 'The files of the service were changed while it runs',
    mend: 'Ask another replica. Whoever runs the service starts it again; nothing was done.',
  },
  stopping: {
    status: 503,
    title: 'The process is shutting down and takes no new work',
    mend: 'Ask another replica; load balancers do this when /readyz answers 503.',
  },
  store_unavailable: {
    status: 503,
    title: 'The store cannot be reached',
    mend: 'Try again after `Retry-After`; nothing was changed.',
  },
  outcome_unknown: {
    status: 504,
    title: 'It is not known whether the change was made',
    mend: 'Send it again with the same `Idempotency-Key`: it is made at most once. Or read the current state.',
  },
  internal: {
    status: 500,
    title: 'Something failed inside',
    mend: 'Report the `request_id`; nothing was changed that was not acknowledged.',
  },
} as const satisfies Record<string, ProblemKind>
