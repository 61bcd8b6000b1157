import type { ProblemKind } from './problem-kind.ts'

/** Problems of policy texts, plans and the past. */
export const policyProblems = {
  unknown_policy_set: {
    status: 422,
    title: 'No such policy set is installed',
    mend: 'Use one of the installed sets that `detail` lists.',
  },
  unknown_revision: {
    status: 422,
    title: 'The organisation has no such revision',
    mend: 'Use a revision between 1 and the present one.',
  },
  before_beginning: {
    status: 422,
    title: 'The organisation did not exist at that time',
    mend: 'Ask about a time from the one that `detail` names on.',
  },
  past_pruned: {
    status: 410,
    title: 'The rules of that time are not kept any more',
    mend: 'Ask about a revision from the one that `detail` names on. The history still says what each change was.',
  },
  invalid_policy: {
    status: 422,
    title: 'The policy text is not valid',
    mend: 'See `errors` for file, line and reason.',
  },
  plan_empty: {
    status: 422,
    title: 'The plan would change nothing',
    mend: 'The policy is what the plan would make of it: there is nothing to review or to apply.',
  },
  plan_outdated: {
    status: 409,
    title: 'The rules have changed since the plan was made',
    mend: 'Make the plan again, and have it reviewed again.',
  },
  plan_expired: { status: 410, title: 'The plan has expired', mend: 'Make the plan again.' },
  plan_over: {
    status: 410,
    title: 'The plan does not wait any more',
    mend: '`detail` says who applied it or took it back, and when. Make another plan where more has to change.',
  },
  second_person_needed: {
    status: 409,
    title: 'Somebody else has to apply this plan',
    mend: 'The organisation has plans applied by a second person: ask somebody who may apply them.',
  },
  review_needed: {
    status: 409,
    title: 'Changes of the policy need a plan here',
    mend: 'Make a plan with `POST /v1/orgs/{org}/policy/plans`, and have somebody else apply it.',
  },
  lockout_unconfirmed: {
    status: 409,
    title: 'The plan takes the right to administer from somebody',
    mend: 'If that is meant, apply it with what `detail` names in `accept`.',
  },
  escalation_unconfirmed: {
    status: 409,
    title: 'A role would come to what administrators alone may',
    mend: 'If that is meant, send it again with `escalation` in `accept`; `detail` names what it would come to.',
  },
} as const satisfies Record<string, ProblemKind>
