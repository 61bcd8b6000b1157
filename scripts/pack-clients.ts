#!/usr/bin/env node
/** `npm run pack:clients [FOLDER]` builds the clients of `sdk` and packs them into a folder, `dist` when absent. Nothing is published. */
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { packPython, packTypescript } from './sdk/pack.ts'
import { pythonVenv } from './sdk/python-venv.ts'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../dist'))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
console.log(packTypescript(folder))
const venv = pythonVenv()
if ('python' in venv) {
  console.log(packPython(folder, venv.python))
} else {
  console.error(`no wheel: ${venv.missing}`)
  process.exitCode = 1
}
