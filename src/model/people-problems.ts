import type { ProblemKind } from './problem-kind.ts'

/** Problems of who somebody is: invitations, identities, accounts of one person. */
export const peopleProblems = {
  invitation_invalid: {
    status: 410,
    title: 'The invitation cannot be accepted',
    mend: 'It was used, revoked or replaced, or has expired: ask for a new one.',
  },
  wrong_account: {
    status: 409,
    title: 'The invitation is for somebody else',
    mend: 'Sign in with the account that has the invited address, or ask for an invitation to the address of this one.',
  },
  identity_taken: {
    status: 409,
    title: 'Another account is recognised by this identity',
    mend: 'Merge the two accounts, or unlink the identity from the other one first.',
  },
  not_mergeable: {
    status: 409,
    title: 'These accounts cannot be merged',
    mend: '`detail` says what stands in the way.',
  },
  in_itself: {
    status: 409,
    title: 'It would be in itself',
    mend: 'Take it out of what `detail` names first: in a circle each would have the rights of all.',
  },
} as const satisfies Record<string, ProblemKind>
