import { z } from 'zod'
import type { OrgId } from './id.ts'
import { LanguageTag } from './language.ts'
import { Networks } from './network.ts'

/** Nobody who administers for a short while can have the traces of it deleted soon. */
const MIN_AUDIT_DAYS = 30

/** What an organisation's admins may set. Names in it are roles and levels of the organisation's set. */
export const OrgSettings = z.strictObject({
  /** The role of a person who arrives without an invitation or a mapping; `none` refuses them. */
  newcomer_role: z.string().max(63),
  /** The default access of new resources: a level, or `none`. */
  default_access: z.string().max(63),
  /** Days until an invitation expires. */
  invitation_days: z.number().int().min(1).max(90),
  /** The longest life of an API key in days; null: keys may live for ever. */
  api_key_max_days: z.number().int().min(1).max(3650).nullable(),
  /** The known servers: credentials of the organisation are good from these networks only; null: from anywhere. */
  networks: Networks.nullable(),
  /** The part of allowed decisions that is recorded, 0 to 1; denied ones always are. Absent: all. */
  decision_sample: z.number().min(0).max(1).optional(),
  /** Whether people are recorded by pseudonym in decisions. */
  decision_mask: z.boolean().optional(),
  /** Days that decisions are kept in the store. At most as long as the operator keeps them; absent or null: as long. */
  decision_days: z.number().int().min(1).max(36_500).nullable().optional(),
  /** Days that lines of the trail are kept. At least as long as the operator says; absent or null: as long. */
  audit_days: z.number().int().min(MIN_AUDIT_DAYS).max(36_500).nullable().optional(),
  /** What its people are written to in, and shown pages in where their browser asks for no language that there is. Absent or null: English. */
  language: LanguageTag.nullable().optional(),
  /** `two_people`: changes of the policy are planned by one person and applied by another. Absent: none. */
  policy_review: z.enum(['none', 'two_people']).optional(),
})
export type OrgSettings = z.infer<typeof OrgSettings>

/** A version of a policy set, from a revision on. */
export interface SetVersion {
  readonly since: number
  readonly policy_set: string
  readonly digest: string
}

export interface Organisation {
  readonly id: OrgId
  readonly name: string
  /** The installed policy set it uses, by name. */
  readonly policy_set: string
  readonly settings: OrgSettings
  readonly created_at: Date
  /** Which version of which set decided from which revision on, the oldest first. Before the first of them it is not known. */
  readonly set_versions?: readonly SetVersion[]
  /** Set when the organisation was deleted: it decides nothing any more and its id stays taken. */
  readonly deleted_at?: Date
}
