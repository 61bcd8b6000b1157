import { z } from 'zod'
import { ORG } from '../../model/id.ts'
import { describedBy, rulesInWords } from '../../policy/catalogue-words.ts'
import { read } from '../builders.ts'
import { InOrg } from './ids.ts'

const Worded = z.object({ name: z.string(), means: z.string() })

const getCatalogue = read({
  operation: 'getCatalogue',
  path: '/v1/orgs/:org/catalogue',
  tag: 'Policy',
  summary: 'Get what the organisation’s policy set holds, in words, and the roles of its own',
  description:
    'Roles, levels, actions, types of resources, what each call of the admin API asks for, and the rules with their comments.',
  params: InOrg,
  reply: z
    .object({
      policy_set: z.string(),
      digest: z.string(),
      title: z.string(),
      roles: z
        .array(Worded.extend({ based_on: z.string().optional() }))
        .describe('The strongest first; those of the organisation’s own have `based_on`'),
      administrator: z.string(),
      newcomer: z.string(),
      audience: z.string().describe('The role that gets the default access'),
      levels: z
        .array(z.object({ name: z.string(), action: z.string(), includes: z.array(z.string()) }))
        .describe('The weakest first, each with the action that stands for it and the actions it adds'),
      languages: z
        .record(
          z.string(),
          z.object({
            roles: z.record(z.string(), z.string()).optional(),
            levels: z.record(z.string(), z.string()).optional(),
          }),
        )
        .optional()
        .describe('What people are told of roles and levels, by language'),
      creator: z.string(),
      default_access: z.string(),
      types: z.record(z.string(), z.string()).describe('Types of resources and their collections'),
      actions: z.array(z.string()),
      operations: z.record(z.string(), z.string()).describe('The action that each call asks for'),
      rules: z.array(
        z.object({ rule: z.array(z.string()), means: z.string(), comment: z.string().optional() }),
      ),
      notes: z
        .record(z.string(), z.string())
        .describe('Comments of the description, by the line they stand above'),
    })
    .meta({ id: 'PolicyCatalogue' }),
  may: () => ({ on: ORG, operation: 'readCatalogue' }),
  async handle({ sets, roles: own }, { org, view }) {
    const installed = await sets.find(view.organisation.policy_set)
    const { description, notes } = describedBy(installed)
    const { roles: _, levels, ...rest } = description
    const { roles, own_roles = {} } = view.catalogue
    const described = Object.keys(own_roles).length === 0 ? [] : await own.described(org)
    const words = new Map(described.map(({ id, title = '', description: text }) => [id, text ?? title]))
    const rules = rulesInWords(installed)
    const added = (name: string): string[] =>
      rules.filter(({ rule }) => rule[0] === 'g3' && rule[2] === name).map(({ rule }) => rule[1] ?? '')
    return {
      policy_set: installed.name,
      digest: installed.digest,
      ...rest,
      roles: Object.entries(roles).map(([name, means]) =>
        Object.hasOwn(own_roles, name)
          ? { name, means: words.get(name) ?? '', based_on: own_roles[name] }
          : { name, means },
      ),
      levels: Object.entries(levels).map(([name, action]) => ({
        name,
        action,
        includes: added(name).filter(each => !Object.hasOwn(levels, each)),
      })),
      actions: [...view.catalogue.actions],
      rules,
      notes,
    }
  },
})

export const catalogueRoutes = [getCatalogue]
