/** What a security engineer writes by mistake, in each kind of file, and the shipped set that they write it into. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSetFolder } from '../../src/policy/folder.ts'

const ROOT = join(import.meta.dirname, '../..')
export const { texts: shipped } = await readSetFolder(join(ROOT, 'policies/datasets'))
export const texts = {
  ...shipped,
  'routes.yaml': await readFile(join(ROOT, 'docs/examples/forward-auth/routes.yaml'), 'utf8'),
}
export const OWN = `g, user:alice, role:admin, acme
g, user:gus, role:guest, acme
g2, dataset:streets, datasets, acme
p, role:member, acme, dataset:streets, can_view, allow
p, user:gus, acme, dataset:streets, can_edit, allow
`

/**
 * What was written (`$`: at the end), what it became by mistake, and what is said of it first: how many lines from the mistake, the column
 * and the code.
 */
export type Mistake = readonly [written: string, became: string, said: string]

export const MISTAKES: Readonly<Record<string, readonly Mistake[]>> = {
  'model.conf': [
    ['g = _, _, _', 'g = _, _', '10:1 model-form'],
    ['[matchers]', '[matcher]', '-19:1 model-form'],
    ['g(r.sub, p.sub, r.dom)', 'g(r.sub, p.sub, r.dom) && r.sub != "user:eve"', '0:1 matcher-names-somebody'],
    ['r.sub', 'r.subject', '0:25 model-form'],
    ['g3(r.act, p.act)', 'g3(r.act, p.act', '0:1 model-form'],
    ['sub, dom, obj, act, eft', 'sub, obj, dom, act, eft', '0:1 model-form'],
    ['p.eft == allow', 'p.eft == allowed', '0:1 model-form'],
    ['g2(r.obj', 'g9(r.obj', '0:85 model-form'],
    ['sub, dom, obj, act, ctx', 'sub, dom, obj, ctx', '0:1 model-form'],
    ['"role:everyone"', 'role:everyone', '0:1 model-form'],
    ['[role_definition]\n', '', '1:1 model-form'],
    ['$', '\n[extra]\nx = 1\n', '1:1 model-form'],
  ],
  'policy.csv': [
    ['can_manage, allow', 'can_mange, allow', '0:29 name-unknown'],
    ['role:guest, *, datasets', 'role:gest, *, datasets', '0:4 name-unknown'],
    [', deny', ', denied', '0:1 rule-form'],
    ['p, role:admin', 'q, role:admin', '0:1 rule-section'],
    ['org, contribute, allow', 'org, contribute', '0:1 rule-form'],
    ['g3, view, can_view', 'g3, veiw, can_view', '-4:3 level-order'],
    ['g3, can_view, can_edit', 'g3, can_edit, can_view', '-9:3 level-order'],
    ['p, role:admin, *, org', 'p, role:admin, acme, org', '0:1 rule-form'],
    ['g, role:guest, role:everyone', 'g, role:guest, role:admin', '3:4 escalation'],
    ['$', 'p, role:guest, *, datasets, clone, deny\n', '0:1 rule-repeated'],
    ['$', 'p, role:member, *, datset, view, allow\n', '0:20 name-unknown'],
    ['$', 'p, "role:admin, *\n', '0:4 csv-syntax'],
    ['$', 'p, role:everyone, *, org, administer, allow\n', '0:4 escalation'],
    ['$', 'p, role:member, *, datasets, view, allow # why\n', '0:42 csv-syntax'],
  ],
  'set.yaml': [
    ['administrator: admin', 'administrator: boss', '0:1 role-unknown'],
    ['newcomer: guest', 'newcommer: guest', '0:1 yaml-form'],
    ['can_edit: edit', 'can_edit: edti', '0:3 level-order'],
    ['default_access: none', 'default_access: can_see', '0:1 level-unknown'],
    ['deleteDataset: delete', 'deleteDatset: delete', '0:3 operation-unknown'],
    ['deleteDataset: delete', 'deleteDataset: delte', '0:3 operation-action'],
    ['roles:', 'rolls:', '0:1 yaml-form'],
    ['  guest: Sees', '  admin: Sees', '0:3 yaml-syntax'],
    ['audience: member', 'audience: members', '0:1 role-unknown'],
    ['creator: can_manage', 'creator: [can_manage]', '0:1 yaml-form'],
    ['  getOrganisation: members.read\n', '', '-1:1 operation-missing'],
    ['setGrant: access.write', 'setGrant: view', '0:3 sharing-below'],
    ['renameDataset: rename', 'renameDataset: settings.write', '0:3 operation-misplaced'],
    ['addMember: members.invite', 'addMember: view', '0:3 operation-misplaced'],
    ['newcomer: guest', 'newcomer: admin', '0:1 newcomer-administrator'],
    ['$', '\toops: 1\n', '0:1 yaml-syntax'],
  ],
  'tests.yaml': [
    ['yes yes yes yes', 'yes yes yes', '0:7 test-form'],
    ['yes yes yes yes', 'yes yes yes maybe', '0:7 test-form'],
    ['view              |', 'veiw              |', '0:7 test-form'],
    ['| guest ', '| gest ', '0:7 test-form'],
    ['allow: [view, edit, manage]', 'alow: [view, edit, manage]', '0:5 yaml-form'],
    ['on: dataset:gone', 'on: datset:gone', '0:5 test-form'],
    ['who: user:gil', 'who: user:gill', '0:5 test-form'],
    ['given: [grant', 'given: [grants', '0:13 yaml-form'],
    ['[none, can_view', '[nil, can_view', '0:5 test-form'],
    ['deny: [delete]', 'deny: [delte]', '0:5 test-form'],
    ['- name:', '- nmae:', '0:5 yaml-form'],
    ['default: can_manage', 'default: can_mange', '0:11 test-form'],
    ['$', '\n  bad\n', '-1:1 yaml-syntax'],
  ],
  'routes.yaml': [
    ['- hosts:', '- host:', '0:5 yaml-form'],
    ['see: view', 'see: veiw', '0:5 route-unknown'],
    ['action: edit', 'action: edti', '0:58 route-unknown'],
    ['access: public', 'access: pubic', '0:43 yaml-form'],
    ['methods: [GET]', 'methods: [GOT]', '0:37 yaml-form'],
    ["resource: 'dataset:{id}'", "resource: 'datset:{id}'", '0:65 route-unknown'],
    ["resource: 'dataset:{id}'", "resource: 'dataset:{ids}'", '0:65 route-unknown'],
    ['path: /assets/**', 'path: assets/**', '0:11 yaml-form'],
    ['GET tiles.example.com/: signed_in', 'GET tiles.example.com/: public', '0:3 route-test'],
    ['resource: org', 'resouce: org', '0:70 yaml-form'],
    ['applications:', 'application:', '0:1 yaml-form'],
    ['path: /sign-in', 'path: /', '2:11 route-repeated'],
  ],
}

export const OWN_MISTAKES: readonly Mistake[] = [
  ['role:admin', 'role:admn', '0:16 own-rule'],
  ['can_edit', 'can_edti', '0:37 own-rule'],
  ['role:admin, acme', 'role:admin, acne', '0:1 own-rule'],
  ['datasets', 'dataset', '0:22 own-rule'],
  ['can_view, allow', 'can_view, alow', '0:1 own-rule'],
  ['g, user:gus', 'gg, user:gus', '0:1 rule-section'],
  ['user:gus, acme, dataset:streets', 'user:gus, acme, dataset:streats', '0:20 own-rule'],
  ['can_edit, allow', 'can_edit', '0:1 own-rule'],
  ['user:gus, acme', 'usr:gus, acme', '0:4 own-rule'],
  ['$', 'g3, view, can_edit\n', '0:1 own-rule'],
  ['$', 'g, user:alice, role:admin, acme\n', '0:1 own-rule'],
  ['$', 'p, user:gus, acme, dataset:a b, can_view, allow\n', '0:1 own-rule'],
  ['$', 'p, "user:gus, acme\n', '0:4 csv-syntax'],
]

export const mistaken = (text: string, [written, became]: Mistake): string =>
  written === '$' ? text + became : text.replace(written, () => became)

/** The line of the first difference. */
export const lineOf = (before: string, after: string): number => {
  const lines = before.split('\n')
  return after.split('\n').findIndex((line, at) => line !== lines[at]) + 1
}
