/** A security engineer's mistakes, a few in each kind of file: each is named with its place and a code that has a mend. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { OrgId } from '../../src/model/id.ts'
import { PolicyRefused } from '../../src/policy/finding.ts'
import { FINDING_CODES } from '../../src/policy/finding-codes.ts'
import { readSetFolder } from '../../src/policy/folder.ts'
import { lintSet } from '../../src/policy/lint.ts'
import { readOwnRules } from '../../src/policy/own-rules.ts'
import { inspectSet, openSet } from '../../src/policy/set.ts'

const ROOT = join(import.meta.dirname, '../..')
const { texts: shipped } = await readSetFolder(join(ROOT, 'policies/datasets'))
const texts = {
  ...shipped,
  'routes.yaml': await readFile(join(ROOT, 'docs/examples/forward-auth/routes.yaml'), 'utf8'),
}
const OWN = `g, user:alice, role:admin, acme
g, user:gus, role:guest, acme
g2, dataset:streets, datasets, acme
p, role:member, acme, dataset:streets, can_view, allow
p, user:gus, acme, dataset:streets, can_edit, allow
`

/** What was written, what it became by mistake, and what is said of it first. `$`: at the end. */
type Mistake = readonly [written: string, became: string, said: string]

const MISTAKES: Readonly<Record<string, readonly Mistake[]>> = {
  'model.conf': [
    ['g = _, _, _', 'g = _, _', 'model.conf:21:1 model-form'],
    ['[matchers]', '[matcher]', 'model.conf:1:1 model-form'],
    ['r.sub', 'r.subject', 'model.conf:21:25 model-form'],
    ['g3(r.act, p.act)', 'g3(r.act, p.act', 'model.conf:21:1 model-form'],
    ['sub, dom, obj, act, eft', 'sub, obj, dom, act, eft', 'model.conf:7:1 model-form'],
    ['p.eft == allow', 'p.eft == allowed', 'model.conf:18:1 model-form'],
    ['g2(r.obj', 'g9(r.obj', 'model.conf:21:85 model-form'],
    ['sub, dom, obj, act, ctx', 'sub, dom, obj, ctx', 'model.conf:4:1 model-form'],
    ['"role:everyone"', 'role:everyone', 'model.conf:21:1 model-form'],
    ['[role_definition]\n', '', 'model.conf:10:1 model-form'],
    ['$', '\n[extra]\nx = 1\n', 'model.conf:24:1 model-form'],
  ],
  'policy.csv': [
    ['can_manage, allow', 'can_mange, allow', 'policy.csv:9:29 name-unknown'],
    ['role:guest, *, datasets', 'role:gest, *, datasets', 'policy.csv:16:4 name-unknown'],
    [', deny', ', denied', 'policy.csv:16:1 rule-form'],
    ['p, role:admin', 'q, role:admin', 'policy.csv:9:1 rule-section'],
    ['org, contribute, allow', 'org, contribute', 'policy.csv:12:1 rule-form'],
    ['g3, view, can_view', 'g3, veiw, can_view', 'set.yaml:15:3 level-order'],
    ['g3, can_view, can_edit', 'g3, can_edit, can_view', 'set.yaml:16:3 level-order'],
    ['p, role:admin, *, org', 'p, role:admin, acme, org', 'policy.csv:11:1 rule-form'],
    ['g, role:guest, role:everyone', 'g, role:guest, role:admin', 'policy.csv:9:4 escalation'],
    ['$', 'p, role:guest, *, datasets, clone, deny\n', 'policy.csv:55:1 rule-repeated'],
    ['$', 'p, role:member, *, datset, view, allow\n', 'policy.csv:55:20 name-unknown'],
    ['$', 'p, "role:admin, *\n', 'policy.csv:55:4 csv-syntax'],
    ['$', 'p, role:everyone, *, org, administer, allow\n', 'policy.csv:55:4 escalation'],
    ['$', 'p, role:member, *, datasets, view, allow # why\n', 'policy.csv:55:42 csv-syntax'],
  ],
  'set.yaml': [
    ['administrator: admin', 'administrator: boss', 'set.yaml:9:1 role-unknown'],
    ['newcomer: guest', 'newcommer: guest', 'set.yaml:1:1 yaml-form'],
    ['can_edit: edit', 'can_edit: edti', 'set.yaml:16:3 level-order'],
    ['default_access: none', 'default_access: can_see', 'set.yaml:19:1 level-unknown'],
    ['deleteDataset: delete', 'deleteDatset: delete', 'set.yaml:92:3 operation-unknown'],
    ['deleteDataset: delete', 'deleteDataset: delte', 'set.yaml:92:3 operation-action'],
    ['roles:', 'rolls:', 'set.yaml:1:1 yaml-form'],
    ['  guest: Sees', '  admin: Sees', 'set.yaml:8:3 yaml-syntax'],
    ['audience: member', 'audience: members', 'set.yaml:11:1 role-unknown'],
    ['creator: can_manage', 'creator: [can_manage]', 'set.yaml:18:1 yaml-form'],
    ['  readAudit: audit.read\n', '', 'set.yaml:28:1 operation-missing'],
    ['$', '\toops: 1\n', 'set.yaml:113:1 yaml-syntax'],
  ],
  'tests.yaml': [
    ['yes yes yes yes', 'yes yes yes', 'tests.yaml:11:7 test-form'],
    ['yes yes yes yes', 'yes yes yes maybe', 'tests.yaml:11:7 test-form'],
    ['view              |', 'veiw              |', 'tests.yaml:11:7 test-form'],
    ['| guest ', '| gest ', 'tests.yaml:10:7 test-form'],
    ['allow: [view, edit, manage]', 'alow: [view, edit, manage]', 'tests.yaml:385:5 yaml-form'],
    ['on: dataset:gone', 'on: datset:gone', 'tests.yaml:284:5 test-form'],
    ['who: user:gil', 'who: user:gill', 'tests.yaml:171:5 test-form'],
    ['given: [grant', 'given: [grants', 'tests.yaml:6:13 yaml-form'],
    ['[none, can_view', '[nil, can_view', 'tests.yaml:8:5 test-form'],
    ['deny: [delete]', 'deny: [delte]', 'tests.yaml:386:5 test-form'],
    ['- name:', '- nmae:', 'tests.yaml:5:5 yaml-form'],
    ['default: can_manage', 'default: can_mange', 'tests.yaml:213:11 test-form'],
    ['$', '\n  bad\n', 'tests.yaml:477:1 yaml-syntax'],
  ],
  'routes.yaml': [
    ['- hosts:', '- host:', 'routes.yaml:3:5 yaml-form'],
    ['see: view', 'see: veiw', 'routes.yaml:4:5 route-unknown'],
    ['action: edit', 'action: edti', 'routes.yaml:11:58 route-unknown'],
    ['access: public', 'access: pubic', 'routes.yaml:7:43 yaml-form'],
    ['methods: [GET]', 'methods: [GOT]', 'routes.yaml:7:37 yaml-form'],
    ["resource: 'dataset:{id}'", "resource: 'datset:{id}'", 'routes.yaml:10:65 route-unknown'],
    ["resource: 'dataset:{id}'", "resource: 'dataset:{ids}'", 'routes.yaml:10:65 route-unknown'],
    ['path: /assets/**', 'path: assets/**', 'routes.yaml:8:11 yaml-form'],
    ['GET tiles.example.com/: signed_in', 'GET tiles.example.com/: public', 'routes.yaml:17:3 route-test'],
    ['resource: org', 'resouce: org', 'routes.yaml:14:70 yaml-form'],
    ['applications:', 'application:', 'routes.yaml:1:1 yaml-form'],
    ['path: /sign-in', 'path: /', 'routes.yaml:9:11 route-repeated'],
  ],
}

const OWN_MISTAKES: readonly Mistake[] = [
  ['role:admin', 'role:admn', 'policy.csv:1:16 own-rule'],
  ['can_edit', 'can_edti', 'policy.csv:5:37 own-rule'],
  ['role:admin, acme', 'role:admin, acne', 'policy.csv:1:1 own-rule'],
  ['datasets', 'dataset', 'policy.csv:3:22 own-rule'],
  ['can_view, allow', 'can_view, alow', 'policy.csv:4:1 own-rule'],
  ['g, user:gus', 'gg, user:gus', 'policy.csv:2:1 rule-section'],
  ['user:gus, acme, dataset:streets', 'user:gus, acme, dataset:streats', 'policy.csv:5:20 own-rule'],
  ['can_edit, allow', 'can_edit', 'policy.csv:5:1 own-rule'],
  ['user:gus, acme', 'usr:gus, acme', 'policy.csv:5:4 own-rule'],
  ['$', 'g3, view, can_edit\n', 'policy.csv:6:1 own-rule'],
  ['$', 'g, user:alice, role:admin, acme\n', 'policy.csv:6:1 own-rule'],
  ['$', 'p, user:gus, acme, dataset:a b, can_view, allow\n', 'policy.csv:6:1 own-rule'],
  ['$', 'p, "user:gus, acme\n', 'policy.csv:6:4 csv-syntax'],
]

const mistaken = (text: string, [written, became]: Mistake): string =>
  written === '$' ? text + became : text.replace(written, () => became)

const told = (
  findings: readonly { file: string; code: string; line?: number; column?: number }[],
): string => {
  const [first] = findings
  return first ? `${first.file}:${first.line}:${first.column} ${first.code}` : 'nothing'
}

for (const [file, mistakes] of Object.entries(MISTAKES))
  test(`mistakes in ${file} are named with line, column, code and mend`, t => {
    for (const mistake of mistakes) {
      const text = texts[file as keyof typeof texts] ?? ''
      const changed = { ...texts, [file]: mistaken(text, mistake) }
      t.not(changed[file as keyof typeof texts], text, mistake.join(' > '))
      const { set, findings } = inspectSet('datasets', changed)
      const all = set ? lintSet(set, changed) : findings
      t.is(told(all), mistake[2], `${mistake.join(' > ')}: ${all[0]?.message}`)
      for (const { code } of all)
        t.true(FINDING_CODES[code as keyof typeof FINDING_CODES].mend.length > 10, code)
    }
  })

test('mistakes in the rules of an organisation are named with line, column and code, and nothing of them holds', async t => {
  const { compiled } = openSet('datasets', shipped)
  t.is((await readOwnRules(OWN, 'acme' as OrgId, compiled)).length, 5)
  for (const mistake of OWN_MISTAKES) {
    const error = await t.throwsAsync(readOwnRules(mistaken(OWN, mistake), 'acme' as OrgId, compiled), {
      instanceOf: PolicyRefused,
    })
    t.is(told(error?.findings ?? []), mistake[2], `${mistake.join(' > ')}: ${error?.message}`)
  }
})
