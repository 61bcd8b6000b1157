import { peopleProblems } from './people-problems.ts'
import { policyProblems } from './policy-problems.ts'
import type { ProblemKind } from './problem-kind.ts'
import { searchProblems } from './search-problems.ts'
import { serviceProblems } from './service-problems.ts'

/**
 * Every problem that a caller can meet, by its stable code. `docs/errors.md` is generated from this
 * table; tests assert the code, never the sentence.
 */
export const problems = {
  // The request
  malformed: {
    status: 400,
    title: 'The request does not have the documented form',
    mend: '`errors` lists what is wrong; /openapi.json describes the request.',
  },
  unauthenticated: {
    status: 401,
    title: 'No valid credential',
    mend: 'Send `Authorization: Bearer KEY` with a key or token that is neither expired nor revoked.',
  },
  forbidden: {
    status: 403,
    title: 'You may not do this',
    mend: 'Ask an admin of the organisation for the role or access that this needs.',
  },
  scope_missing: {
    status: 403,
    title: 'The key lacks the scope for this',
    mend: 'Use a key with the scope that `detail` names.',
  },
  subject_refused: {
    status: 403,
    title: 'You may not ask about this subject',
    mend: 'Ask about yourself, or use a key with scope `check`; groups and roles need the right to read permissions.',
  },
  not_found: {
    status: 404,
    title: 'It does not exist, or you may not see it',
    mend: 'Check the id; if it is right, ask for access.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This path has no such method',
    mend: 'See `Allow` for the methods it has.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    mend: 'Send at most the size that `detail` names.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not arrive in time',
    mend: 'Send it again, the whole within a minute.',
  },
  head_too_large: {
    status: 431,
    title: 'The head of the request is too large',
    mend: 'Send at most 16 KiB of method, path and headers together.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body must be JSON',
    mend: 'Send `Content-Type: application/json`.',
  },
  wrong_host: {
    status: 421,
    title: 'This host is not served here',
    mend: 'Use the public URL of the service. A proxy in front has to pass `Host` on as the caller wrote it.',
  },
  rate_limited: { status: 429, title: 'Too many requests', mend: 'Wait for the seconds in `Retry-After`.' },
  // Writing
  already_exists: {
    status: 409,
    title: 'It exists already',
    mend: 'Choose another id, or change the existing one.',
  },
  revision_mismatch: {
    status: 412,
    title: 'The organisation has changed since you read it',
    mend: 'Read again, and send the new `ETag` in `If-Match`.',
  },
  busy: {
    status: 503,
    title: 'Too many changes at once',
    mend: 'Try again after `Retry-After`; nothing was changed.',
  },
  idempotency_mismatch: {
    status: 422,
    title: 'This idempotency key was used with another request',
    mend: 'Use a new key for a new request.',
  },
  idempotency_in_progress: {
    status: 409,
    title: 'The first request with this idempotency key is still under way',
    mend: 'Try again in a moment.',
  },
  answer_lost: {
    status: 409,
    title: 'The answer to the first request with this idempotency key was lost',
    mend: 'Read the current state. `detail` names the revision of the change, if it is known to have been made.',
  },
  change_too_large: {
    status: 422,
    title: 'This is too much for one change or one organisation',
    mend: '`detail` names the bound: split the change, or remove something first.',
  },
  too_many_rules: {
    status: 422,
    title: 'The organisation cannot hold that many rules',
    mend: 'Remove rules first; `detail` names the bound.',
  },
  last_admin: {
    status: 409,
    title: 'An organisation keeps at least one admin',
    mend: 'Make someone else an admin first.',
  },
  invite_first: {
    status: 409,
    title: 'This person or service account has no role yet',
    mend: 'Invite them or give them a role, and grant once they have it.',
  },
  disabled: { status: 409, title: 'This person is disabled', mend: 'Enable them first.' },
  unknown_role: {
    status: 422,
    title: 'There is no such role here',
    mend: 'Use one of the roles that `detail` lists.',
  },
  role_too_strong: {
    status: 403,
    title: 'What you would give reaches further than you do',
    mend: 'Give what is within your own reach, or ask an administrator; `detail` names what is beyond you.',
  },
  role_in_use: {
    status: 409,
    title: 'Somebody holds this role, or will',
    mend: 'Say with `move_to` which role takes its place; `detail` says where it is in use.',
  },
  unknown_group: {
    status: 422,
    title: 'The organisation has no such group',
    mend: 'Make the group first, or use one that exists.',
  },
  unknown_level: {
    status: 422,
    title: 'The policy set has no such access level',
    mend: 'Use one of the levels that `detail` lists.',
  },
  invalid_attribute: {
    status: 422,
    title: 'Rules cannot compare this attribute',
    mend: 'Give the attribute that `errors` names as a text, a number, true or false, or leave it out.',
  },
  unknown_subject: { status: 422, title: 'The organisation has no such subject', mend: 'Create it first.' },
  unknown_resource: {
    status: 422,
    title: 'The organisation has no such resource',
    mend: 'Register it first.',
  },
  unknown_action: {
    status: 422,
    title: 'The policy set has no such action',
    mend: 'Use an action of the set; `detail` names the nearest.',
  },
  unknown_resource_type: {
    status: 422,
    title: 'The policy set has no such type of resource',
    mend: 'Write `type:id` with a type of the set, `org`, or a collection; `detail` names the nearest.',
  },
  too_much_work: {
    status: 422,
    title: 'The question needs more work than one request may use',
    mend: 'Ask fewer questions at once. If one question alone is refused, the subject is in too many groups or too many rules match: see docs/limits.md.',
  },
  other_identity_provider: {
    status: 409,
    title: 'These settings belong to another identity provider',
    mend: 'Connect another issuer or entity id as a new identity provider: people are recognised by their ids at the old one.',
  },
  metadata_unusable: {
    status: 422,
    title: 'The metadata cannot be used',
    mend: '`detail` says what is wrong with it: export it again from the identity provider, or give the settings one by one.',
  },
  domain_unproven: {
    status: 409,
    title: 'The domain is not verified yet',
    mend: 'Publish the TXT record that `detail` names, wait until it is visible, and try again.',
  },
  key_exceeds_credential: {
    status: 422,
    title: 'The key would have wider limits than the credential that creates it',
    mend: 'Ask for no later `expires_at` and no other `networks` than `detail` allows, or create the key with another credential.',
  },
  key_life_too_long: {
    status: 422,
    title: 'The key would live longer than the organisation allows',
    mend: 'Set an `expires_at` within the limit that `detail` names.',
  },
  ...policyProblems,
  ...peopleProblems,
  ...searchProblems,
  ...serviceProblems,
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof problems

/** What went wrong, for the caller. `cause` is for the log and never sent. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly errors: readonly { path: string; message: string }[] | undefined
  /** Seconds after which it may be tried again, where they are known. */
  readonly retryAfter: number | undefined

  constructor(
    code: ProblemCode,
    detail?: string,
    more: {
      cause?: unknown
      errors?: readonly { path: string; message: string }[]
      retryAfter?: number
    } = {},
  ) {
    super(detail ? `${code}: ${detail}` : code, more.cause === undefined ? {} : { cause: more.cause })
    this.code = code
    this.detail = detail
    this.errors = more.errors
    this.retryAfter = more.retryAfter
  }
}
