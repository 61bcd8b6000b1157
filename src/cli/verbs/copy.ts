import { counted } from '../../model/counted.ts'
import { storeUrl } from '../store-url.ts'
import type { Verb } from '../verb.ts'

export const copyVerb: Verb = {
  name: 'copy',
  about:
    'Copy a whole store, history and audit included, into a new one of either kind, and compare the two.',
  takes: ['FROM', 'TO'],
  flags: {},
  configured: false,
  run: async ({ args }) => {
    const [from, to] = [storeUrl(args[0] ?? '', 'FROM'), storeUrl(args[1] ?? '', 'TO')]
    const { copyBetween } = await import('../../compose/whole-store.ts')
    const terminal = process.stderr.isTTY
    const show = (records: number): void =>
      void (terminal && process.stderr.write(`\r${counted(records, 'record')}\u001b[K`))
    const digests = await copyBetween(from, to, show).finally(
      () => terminal && process.stderr.write('\r\u001b[K'),
    )
    for (const { org, revision, rules, records, digest } of digests)
      console.log(
        org === undefined
          ? `${digest}  beside organisations: ${counted(records, 'record')}`
          : `${digest}  ${org}: revision ${revision}, ${counted(rules ?? 0, 'rule')}, ${counted(records, 'record')}`,
      )
    console.log(`copied ${counted(digests.length - 1, 'organisation')}; both stores have these digests`)
    return 0
  },
}
