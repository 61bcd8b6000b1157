import test from 'ava'
import { BadModel, BadRule } from '../../src/engine/bad-model.ts'
import { compileSet, type SetSource } from '../../src/engine/set.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets, datasetsSource } from './given/datasets.ts'

const shipped = datasetsSource()
const ALLOW = 'some(where (p.eft == allow))'

interface Model {
  readonly r?: string
  readonly p?: string
  readonly g?: string
  readonly e?: string
  readonly m: string
}
const model = ({ r = 'sub, obj, act', p = 'sub, obj, act', g = 'g = _, _', e = ALLOW, m }: Model) =>
  `[request_definition]
r = ${r}
[policy_definition]
p = ${p}
[role_definition]
${g}
[policy_effect]
e = ${e}
[matchers]
m = ${m}`

const compile = (text: string, baseline: readonly Rule[] = []) =>
  compileSet({ ...shipped, model: text, baseline })

test('the shipped set is looked up, and its actions are read off its rules', t => {
  t.true(datasets.indexed)
  t.is(datasets.scans, undefined)
  t.true(datasets.catalogue.actions.has('samples.write'))
  t.true(datasets.catalogue.actions.has('members.invite'))
  for (const level of ['can_view', 'can_edit', 'can_manage', 'administer', 'contribute'])
    t.false(datasets.catalogue.actions.has(level), level)
})

const fine = 'g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act'
const LISTS = { r: 'sub, obj, act, ctx' }
const refused: readonly [string, Model | string, RegExp][] = [
  ['a misspelt field of the request', { m: 'r.sbu == p.sub && r.obj == p.obj' }, /:10: .*r\.sbu/],
  ['a misspelt field of the rule', { m: 'r.sub == p.sbu && r.obj == p.obj' }, /:10: .*p\.sbu/],
  ['a misspelt function', { m: 'h(r.sub, p.sub) && r.obj == p.obj' }, /:10: .*calls h/],
  ['a role graph that is not defined', { m: 'g2(r.sub, p.sub) && r.obj == p.obj' }, /calls g2/],
  [
    'a pattern out of the request',
    { m: 'r.sub == p.sub && r.obj == p.obj && keyMatch2(p.act, r.act)' },
    /must not come from the request/,
  ],
  [
    'a list that is no attribute',
    { ...LISTS, m: `${fine} && contains(r.sub, "a")` },
    /looks into an attribute/,
  ],
  [
    'a list that is compared',
    { ...LISTS, m: `${fine} && contains(r.ctx.resource.tags, "a") && r.ctx.resource.tags != "b"` },
    /r\.ctx\.resource\.tags is used as a list and as something else/,
  ],
  [
    'a list of which a part is asked',
    { ...LISTS, m: `${fine} && overlaps(r.ctx.resource.tags, r.ctx.resource.tags.length)` },
    /used as a list and as something else/,
  ],
  [
    'a list that is looked for',
    {
      ...LISTS,
      m: `${fine} && overlaps(r.ctx.subject.a, r.ctx.resource.b) && contains(r.ctx.resource.b, r.ctx.subject.a)`,
    },
    /r\.ctx\.subject\.a is used as a list and as something else/,
  ],
  ['eval of rules', { m: 'eval(p.sub) && r.obj == p.obj' }, /calls eval/],
  ['a # inside quotes', { m: `${fine} && r.sub != "a#b"` }, /:10: .*quotes/],
  ['a ; inside quotes', { m: `${fine} && r.sub != 'a;b'` }, /:10: .*quotes/],
  [
    'an argument too few',
    {
      g: 'g = _, _, _',
      r: 'sub, dom, obj, act',
      p: 'sub, dom, obj, act',
      m: 'g(r.sub, p.sub) && r.obj == p.obj',
    },
    /takes 3 arguments/,
  ],
  [
    'another domain than the one asked',
    {
      g: 'g = _, _, _',
      r: 'sub, dom, obj, act',
      p: 'sub, dom, obj, act',
      m: 'g(r.sub, p.sub, "x") && r.obj == p.obj',
    },
    /must be r\.dom/,
  ],
  ['a condition as an argument', { m: 'g(r.sub, p.sub == r.sub)' }, /is a condition/],
  ['a text as a condition', { m: 'r.sub && r.obj == p.obj' }, /not a condition/],
  ['a text as the whole matcher', { m: 'p.sub' }, /not a condition/],
  ['a negated text', { m: '!r.sub == p.sub' }, /condition/],
  ['a function of texts as a condition', { m: 'keyGet(r.obj, p.obj) && r.sub == p.sub' }, /not a condition/],
  ['a chain of comparisons', { m: 'r.sub == p.sub == p.obj' }, /three things/],
  ['a compared condition', { m: '(r.sub == p.sub) == (r.obj == p.obj)' }, /compares a condition/],
  ['in', { m: 'r.sub in ("a", "b") && r.obj == p.obj' }, /out of place|end|neither/],
  ['arithmetic', { m: 'r.sub + p.sub' }, /cannot be read/],
  ['strict equality', { m: 'r.sub === p.sub' }, /cannot be read|out of place/],
  ['a choice', { m: 'r.sub == p.sub ? r.obj == p.obj : r.act == p.act' }, /cannot be read/],
  ['an unfinished text', { m: 'r.sub == "user' }, /cannot be read/],
  ['a text that Casbin would rewrite', { m: 'r.sub != "$&" && r.obj == p.obj' }, /cannot be read/],
  ['a lost bracket', { m: '(r.sub == p.sub && r.obj == p.obj' }, /lacks a "\)"/],
  ['a bracket too many', { m: 'r.sub == p.sub)' }, /goes on/],
  ['nothing after an operator', { m: 'r.sub == p.sub &&' }, /too early/],
  ['an operator at the start', { m: '&& r.sub == p.sub' }, /out of place/],
  ['a single &', { m: 'r.sub == p.sub & r.obj == p.obj' }, /Casbin cannot read/],
  ['a name of nothing', { m: 'subject == p.sub' }, /neither a field nor a function/],
  ['a member of a text', { m: 'r.sub.name == p.sub && r.obj == p.obj' }, /is a text/],
  ['a member of a rule', { m: 'r.sub == p.sub.name' }, /is a text/],
  ['the whole context', { r: 'sub, obj, act, ctx', m: 'r.ctx == p.sub' }, /attribute/],
  ['a matcher that asks nothing of rules', { m: 'r.sub == r.obj' }, /asks nothing/],
  ['an effect that allows by default', { e: '!some(where (p.eft == deny))', m: fine }, /allows by default/],
  ['an effect by subject', { e: 'subjectPriority(p.eft) || deny', m: fine }, /effect/],
  ['a field that requests have not', { r: 'sub, obj, act, role', m: fine }, /no field role/],
  ['a request without an action', { r: 'sub, obj', m: 'r.sub == p.sub' }, /must have the field act/],
  ['a rule without a resource', { p: 'sub, act', m: 'r.sub == p.sub' }, /must have the field obj/],
  ['a domain on one side only', { r: 'sub, dom, obj, act', m: fine }, /domain/],
  ['a field named twice', { p: 'sub, obj, act, act', m: fine }, /named twice/],
  ['a field that is no name', { p: 'sub, obj, act, E ft', m: fine }, /not a field name/],
  ['a graph of four fields', { g: 'g = _, _, _, _', m: fine }, /4 fields/],
  ['a gap in the graphs', { g: 'g = _, _\ng3 = _, _', m: fine }, /g3 would be ignored/],
  ['a second matcher', { m: `${fine}\nm2 = r.sub == p.sub` }, /only one/],
  ['a definition given twice', { m: `${fine}\nm = r.sub == p.sub` }, /defined twice/],
  ['a section that is missing', '[request_definition]\nr = sub, obj, act', /missing required sections/],
  ['a line that is no definition', model({ m: `${fine}\nnonsense` }), /cannot read/],
]
for (const [title, text, message] of refused)
  test(`refused: ${title}`, t => {
    t.throws(() => compile(typeof text === 'string' ? text : model(text)), { instanceOf: BadModel, message })
  })

const scanned: readonly [string, Model, RegExp][] = [
  ['a function is asked of every rule', { m: 'keyMatch(r.obj, p.obj) && r.sub == p.sub' }, /keyMatch/],
  ['the first match decides', { e: 'priority(p.eft) || deny', p: 'sub, obj, act, eft', m: fine }, /order/],
  ['subject or nothing', { m: 'g(r.sub, p.sub) || r.obj == p.obj' }, /not both tied/],
  ['a subject that must differ', { m: 'r.sub != p.sub && r.obj == p.obj' }, /not both tied/],
  ['attributes', { r: 'sub, obj, act, ctx', m: `r.ctx.age > 18 && ${fine}` }, /before any attribute/],
]
for (const [title, text, reason] of scanned)
  test(`scanned, and said so: ${title}`, t => {
    const set = compile(model(text))
    t.false(set.indexed)
    t.regex(set.scans ?? '', reason)
  })

test('brackets, both orders of an equality and single quotes change nothing', t => {
  t.true(
    compile(model({ m: "((p.obj == r.obj)) && (g(r.sub, p.sub) && (r.act == p.act || p.act == 'any'))" }))
      .indexed,
  )
})

const bad: readonly [string, Rule, RegExp][] = [
  ['a field too few', ['p', 'role:a', '*', 'datasets', 'can_view'], /5 fields/],
  ['a field too many', ['g', 'role:a', 'role:b', '*', 'x'], /3 fields/],
  [
    'an effect that is neither',
    ['p', 'role:a', '*', 'datasets', 'can_view', 'Deny'],
    /neither allow nor deny/,
  ],
  ['a comma in a field', ['p', 'role:a,role:b', '*', 'datasets', 'can_view', 'allow'], /not a plain text/],
  ['an empty field', ['g', '', 'role:b', '*'], /not a plain text/],
  [
    'a domain of one organisation',
    ['p', 'role:a', 'acme', 'datasets', 'can_view', 'allow'],
    /domain must be \*/,
  ],
  ['an unknown kind', ['p2', 'role:a', '*', 'datasets', 'can_view', 'allow'], /no such kind/],
]
for (const [title, rule, message] of bad)
  test(`a baseline rule is refused: ${title}`, t => {
    t.throws(() => compile(shipped.model, [rule]), { instanceOf: BadRule, message })
  })

test('a priority that is no number is refused', t => {
  const text = model({ p: 'priority, sub, obj, act, eft', e: 'priority(p.eft) || deny', m: fine })
  t.throws(() => compile(text, [['p', 'high', 'a', 'b', 'c', 'allow']]), { message: /priority/ })
})

test('where a model has no levels, the actions of its rules are the actions', t => {
  const source: SetSource = {
    ...shipped,
    model: model({ m: 'g(r.sub, p.sub) && r.obj == p.obj && (r.act == p.act || p.act == "*")' }),
    baseline: [
      ['p', 'role:a', 'org', 'ship'],
      ['p', 'role:b', 'org', '*'],
    ],
  }
  t.deepEqual([...compileSet(source).catalogue.actions].sort(), ['edit', 'manage', 'ship', 'view'])
})

test('a matcher that nests deeper, or is longer, than anybody writes is refused by its line: it would exhaust the stack', t => {
  const tie = 'g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act'
  const deep = (levels: number, open: string, close = '') => open.repeat(levels) + tie + close.repeat(levels)
  const long = (parts: number) => [tie, ...Array<string>(parts).fill('r.act == p.act')].join(' && ')
  for (const m of [deep(20, '(', ')'), long(300)]) t.true(compile(model({ m })).indexed)
  for (const m of [deep(5_000, '(', ')'), `${tie} && ${deep(9_000, '!(', ')')}`, long(9_000)]) {
    const error = t.throws(() => compile(model({ m })), { instanceOf: BadModel })
    t.is(error?.line, 10)
  }
})
