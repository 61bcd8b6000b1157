import { z } from 'zod'
import { Attributes } from '../../model/resource.ts'

/** The form of `tests.yaml`. What its names mean is checked against the set when the cases are made of it. */

const names = z.union([z.string(), z.array(z.string()).min(1)])

/** How a level reaches an account: its own grant, a group's, a group's within a group, or the resource's default access. */
export const Path = z.enum(['grant', 'group', 'nested group', 'default access'])
export type Path = z.infer<typeof Path>

const Cells = z.string().min(1)

const AccessTable = z.strictObject({
  name: z.string().min(1),
  /** Each cell is asked once for each way in which the level can be given, and for each kind of account. */
  given: z.array(Path).min(1),
  to: z.array(z.enum(['user', 'service'])).min(1),
  /** What the words of a cell are about, in order. */
  levels: z.array(z.string()).min(1),
  /** A row for each action, a column for each role. */
  cells: Cells,
})
export type AccessTable = z.infer<typeof AccessTable>

const OrganisationTable = z.strictObject({
  name: z.string().min(1),
  to: z.array(z.enum(['user', 'service'])).min(1),
  /** A row for each action, a column for each role. */
  cells: Cells,
})
export type OrganisationTable = z.infer<typeof OrganisationTable>

const LevelTable = z.strictObject({
  name: z.string().min(1),
  /** A row for each combination of default access, own grant and group's grant; the level that each role then has. */
  cells: Cells,
})
export type LevelTable = z.infer<typeof LevelTable>

/** When something that is given ends, and the moment that a case asks about. */
const Time = z.iso
  .datetime({ offset: true, error: 'a time is written like 2026-12-24T18:00:00Z' })
  .transform(text => new Date(text))

/** A name, or the name with the moment at which what it gives ends. */
const named = <K extends string>(key: K) =>
  z.union([
    z.string(),
    z.strictObject({ [key]: z.string(), ends: Time } as Record<K, z.ZodString> & { ends: typeof Time }),
  ])

const GivenText = z.strictObject({
  /** Attributes of accounts and resources, by id. */
  attributes: z.record(z.string(), Attributes).default({}),
  accounts: z.record(z.string(), named('role')).default({}),
  groups: z.record(z.string(), z.array(named('subject'))).default({}),
  resources: z
    .record(
      z.string(),
      z.strictObject({
        default: z.string().optional(),
        grants: z.record(z.string(), named('level')).default({}),
      }),
    )
    .default({}),
  rules: z.array(z.string()).default([]),
})
export type GivenText = z.infer<typeof GivenText>

const CaseText = z.strictObject({
  name: z.string().min(1),
  given: GivenText.prefault({}),
  elsewhere: GivenText.optional(),
  /** The moment of the questions: what has ended by then is not given. Absent: nothing has ended. */
  at: Time.optional(),
  who: names,
  on: names,
  context: z.record(z.string(), z.json()).optional(),
  /** What the request says of its parts. */
  properties: z
    .strictObject({
      subject: Attributes.optional(),
      resource: Attributes.optional(),
      action: Attributes.optional(),
    })
    .optional(),
  allow: z.array(z.string()).default([]),
  deny: z.array(z.string()).default([]),
  /** The rule that decides an action named above. */
  by: z.record(z.string(), z.string()).default({}),
  /** Accounts, resources and actions that are meant not to exist. Any other unknown name is a slip of the pen. */
  unknown: z.array(z.string()).default([]),
})
export type CaseText = z.infer<typeof CaseText>

export const TestsText = z.strictObject({
  access: z.array(AccessTable).default([]),
  organisation: z.array(OrganisationTable).default([]),
  levels: z.array(LevelTable).default([]),
  cases: z.array(CaseText).default([]),
})
export type TestsText = z.infer<typeof TestsText>
