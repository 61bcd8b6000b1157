/** What the documents point at is there; what the threat model promises has a test. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import test from 'ava'

const ROOT = join(import.meta.dirname, '..')

const pages = ['.', 'docs', 'docs/decisions', 'policies', 'policies/examples', 'test'].flatMap(folder =>
  readdirSync(join(ROOT, folder), { recursive: folder === 'policies/examples', encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => join(ROOT, folder, file)),
)

const LINK = /\]\(([^)\s]+)\)/g

/** The files that a text points at, as absolute paths. */
const filesIn = (text: string, from: string): string[] =>
  [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(LINK)]
    .map(([, to = '']) => to.split('#')[0] ?? '')
    .filter(to => to !== '' && !/^[a-z]+:/.test(to))
    .map(to => join(dirname(from), to))

test('every link of the documents leads to a file', t => {
  t.true(pages.length > 40)
  for (const page of pages)
    for (const file of filesIn(readFileSync(page, 'utf8'), page))
      t.true(existsSync(file), `${relative(ROOT, page)} points at ${relative(ROOT, file)}`)
})

test('each promise of the threat model names the tests that hold it', t => {
  const page = join(ROOT, 'docs/threat-model.md')
  const tables = readFileSync(page, 'utf8').split('| promise | test |\n|---|---|\n').slice(1)
  const rows = tables.flatMap(text => (text.split(/\n(?!\|)/)[0] ?? '').trim().split('\n'))
  t.true(tables.length >= 8)
  t.true(rows.length > 30)
  for (const row of rows) {
    const named = filesIn(row, page).map(file => relative(ROOT, file))
    t.true(named.length > 0, row)
    for (const file of named) t.regex(file, /^test\/|\/tests\.yaml$/, row)
  }
})

/** Headings as they are linked to. */
const anchorsOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )

test('every link to a part of a page finds it', t => {
  for (const page of pages) {
    const text = readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '')
    for (const [, to = ''] of text.matchAll(LINK)) {
      const [file = '', anchor] = to.split('#')
      if (anchor === undefined || /^[a-z]+:/.test(to) || !(file === '' || file.endsWith('.md'))) continue
      const target = file === '' ? page : join(dirname(page), file)
      t.true(anchorsOf(readFileSync(target, 'utf8')).has(anchor), `${relative(ROOT, page)} points at ${to}`)
    }
  }
})
