import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { folder, serving } from './command.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Every page that people read, from the top of the project. */
const pages = (): readonly string[] => [
  ...readdirSync(ROOT).filter(name => name.endsWith('.md')),
  ...['docs', 'policies', 'bench'].flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md'))
      .map(name => join(folder, name)),
  ),
]

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

/** `ask -X PUT $URL/path -d '{...}'`, as in the README. */
const COMMAND = /^ask (?:-X (\w+) )?\$URL(\S+)(?: -d '(.*)')?$/

const example = readme
  .slice(readme.indexOf('## Five minutes'), readme.indexOf('## The path of a request'))
  .split('\n')

test('the first example of the README answers what the README says', async t => {
  const key = 'a-key-that-the-operator-chose'
  const { url } = await serving(t, { cwd: folder(t), env: { KASBAH_OPERATOR_KEY: key } })
  const answers: unknown[] = []
  for (const line of example.filter(line => line.startsWith('ask ') && !line.includes('()'))) {
    const [, method, path, body] = COMMAND.exec(line) ?? []
    t.truthy(path, line)
    const answer = await fetch(`${url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })
    t.true(answer.ok, `${line}: ${answer.status}`)
    answers.push(await answer.json())
  }
  const checks = answers.filter(answer => Object.hasOwn(Object(answer), 'allowed'))
  // One answer in the text may run over two lines; the token is another at every run.
  const shown = [...example.join('\n').matchAll(/```json\n([\s\S]*?)```/g)]
    .flatMap(([, block = '']) => block.trim().replaceAll('\n ', ' ').split('\n'))
    .map(line => JSON.parse(line.replace('"token": "...", ', '')))
  t.is(checks.length, 3)
  t.is(shown.length, 3)
  for (const [index, said] of shown.entries()) t.like(checks[index], said)
})

test('every link to a file leads to one', t => {
  const broken = pages().flatMap(page => {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(match => match[1] ?? '')
    return links.filter(link => !existsSync(join(ROOT, dirname(page), link))).map(link => `${page}: ${link}`)
  })
  t.deepEqual(broken, [])
})
