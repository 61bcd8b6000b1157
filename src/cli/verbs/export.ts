import { counted } from '../../model/counted.ts'
import { encodeRef } from '../../model/id.ts'
import {
  defaultsIn,
  type LeftOut,
  type ListedAccount,
  type ListedDataset,
  type ListedGroup,
  type ListedRole,
  operationOfAccount,
  operationOfDataset,
  operationOfGroup,
  operationOfRole,
  operationsOfRules,
} from '../../policy/import/export.ts'
import type { NamedOperation } from '../../policy/import/operations.ts'
import { RuleList } from '../../policy/import/rule-list.ts'
import { askPages, askService } from '../ask-service.ts'
import { accountsOf, farOrganisation } from '../far-organisation.ts'
import { URL_FLAG } from '../service-address.ts'
import type { Call, Verb } from '../verb.ts'
import { orgFlag } from './import.ts'

export const exportVerb: Verb = {
  name: 'export',
  about:
    'Write an organisation as operations, one a line: datasets, roles of its own, people, groups, memberships and grants. kasbah import brings them in again.',
  example: 'kasbah export --org acme > acme.ndjson',
  takes: [],
  flags: { ...URL_FLAG, org: { about: 'The organisation', value: 'ORG' } },
  configured: true,
  run: async call => {
    const left: LeftOut = { disabled: 0, rules: 0 }
    for await (const operation of exported(call, left)) console.log(JSON.stringify(operation))
    if (left.disabled > 0)
      console.error(
        `left out: ${counted(left.disabled, 'account that is', 'accounts that are')} disabled or for support, with what was given to them`,
      )
    if (left.rules > 0)
      console.error(
        `left out: ${counted(left.rules, 'rule', 'rules')} of policy text, which no operation makes: kasbah policy text`,
      )
    return 0
  },
}

async function* exported(call: Call, left: LeftOut): AsyncGenerator<NamedOperation> {
  const org = orgFlag('export', call.flags)
  const at = `/v1/orgs/${org}`
  const list = new RuleList(await farOrganisation(call).told(org))
  const defaults = defaultsIn(list)
  for await (const dataset of askPages<ListedDataset>(call, `${at}/datasets`))
    yield operationOfDataset(dataset, defaults.get(encodeRef(dataset.resource)) ?? 'none')
  // A role names datasets, and people have roles.
  const { items: roles } = (await askService(call, `${at}/roles`)) as {
    readonly items: readonly ListedRole[]
  }
  for (const role of roles) if (role.based_on !== undefined) yield operationOfRole(role)
  const disabled = new Set<string>()
  const support = new Set<string>()
  for await (const { subject } of askPages<{ subject: string }>(call, `${at}/support-access`))
    support.add(subject)
  for (const accounts of accountsOf(org))
    for await (const account of askPages<ListedAccount>(call, accounts)) {
      // Support access is opened where it is wanted, and is no one's to bring in.
      if (account.disabled || support.has(account.subject)) disabled.add(account.subject)
      else yield operationOfAccount(account)
    }
  left.disabled = disabled.size
  for await (const group of askPages<ListedGroup>(call, `${at}/groups`)) yield operationOfGroup(group)
  yield* operationsOfRules(list, disabled, left)
}
