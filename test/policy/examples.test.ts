import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { compareFiles } from '../../src/policy/compare-files.ts'
import { place } from '../../src/policy/finding.ts'
import { readSetFolder } from '../../src/policy/folder.ts'
import { lintSet } from '../../src/policy/lint.ts'
import { openSet, TESTS } from '../../src/policy/set.ts'
import { trySet } from '../../src/policy/trial/try-set.ts'

const EXAMPLES = join(import.meta.dirname, '../../policies/examples')
const folders = (await readdir(EXAMPLES, { withFileTypes: true })).filter(each => each.isDirectory())

const datasets = await readSetFolder(join(EXAMPLES, '../datasets'))

for (const { name } of folders)
  test(`the example ${name} does what its page says`, async t => {
    const { texts } = await readSetFolder(join(EXAMPLES, name))
    t.true((await readFile(join(EXAMPLES, name, 'README.md'), 'utf8')).length > 200)
    t.true((await readFile(join(EXAMPLES, 'README.md'), 'utf8')).includes(`](${name})`))
    const isSet = texts['set.yaml'] !== undefined
    // An example of an organisation's own rules has the tests alone: they are of the set datasets.
    const all = isSet ? texts : { ...datasets.texts, ...texts }
    const set = openSet(name, all)
    const { failures, asked } = await trySet(set, texts[TESTS] ?? '')
    t.deepEqual(failures, [])
    t.true(asked > 0)
    if (isSet) t.deepEqual(lintSet(set, texts).map(place), [])
  })

test('in another project a person has another role', async t => {
  const set = datasets
  const rules = (file: string) => readFile(join(EXAMPLES, 'per-project-roles', file), 'utf8')
  const [before, after] = [await rules('acme.csv'), await rules('acme-with-bo.csv')]
  const nobody = before
    .split('\n')
    .filter(line => !/^g, .*group:/.test(line))
    .join('\n')
  const { effects } = await compareFiles({ set, rules: nobody }, { set, rules: before })
  t.deepEqual(
    effects?.rows
      .map(({ through, to, resources, example }) => [example.subject, through, to, resources])
      .sort(),
    [
      ['user:ann', 'group:atlas.editors', 'can_edit', 2],
      ['user:ann', 'group:borealis.readers', 'can_view', 1],
      ['user:bo', 'group:atlas.readers', 'can_view', 2],
    ],
  )
  const joined = await compareFiles({ set, rules: before }, { set, rules: after })
  t.like(joined.effects?.rows[0], { from: 'can_view', to: 'can_edit', resources: 2, subjects: 1 })
})
