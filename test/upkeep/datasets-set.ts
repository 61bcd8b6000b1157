import { join } from 'node:path'
import { compileSet } from '../../src/engine/set.ts'
import { readSetFolder } from '../../src/policy/folder.ts'
import { openSet } from '../../src/policy/set.ts'

const { name, texts } = await readSetFolder(join(import.meta.dirname, '../../policies/datasets'))

/** The shipped set, ready to decide. */
export const datasetsSet = compileSet(openSet(name, texts).source)
