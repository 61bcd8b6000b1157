import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import test from 'ava'
import { onFirstUse } from '../../src/identity/first-use.ts'

test('what is loaded late from files that were changed is told apart from a defect, and tried again', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-late-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const at = (name: string) => join(folder, name)
  writeFileSync(at('part.mjs'), `import './gone.mjs'\nexport const part = 1`)
  writeFileSync(at('older.mjs'), `import { added } from './other.mjs'\nexport const part = added`)
  writeFileSync(at('other.mjs'), '')
  const late = (name: string) => onFirstUse(() => import(pathToFileURL(at(name)).href))
  const [part, older] = [late('part.mjs'), late('older.mjs')]
  for (const each of [part, older, late('nowhere.mjs')])
    await t.throwsAsync(each.use(), { code: 'program_changed' })
  writeFileSync(at('gone.mjs'), '')
  t.is((await part.use()).part, 1)

  const failing = onFirstUse(() => Promise.reject(new RangeError('a defect')))
  await t.throwsAsync(failing.use(), { instanceOf: RangeError })
})
