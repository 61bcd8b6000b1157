#!/usr/bin/env node
// `kasbah` as npm installs it: plain JavaScript, so that an older Node can read this much. It runs the command in a Node that
// can run the rest: this one, or the one that npm put beside it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const LOOK_EVERY_MS = 500

// npx hands a signal to its shell, which ends without handing it on. So a command that npm started ends when its parent has
// ended. This file runs before anything of src/config can: it looks at npm's own variable, and at none of ours.
if (process.env.npm_execpath !== undefined) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_EVERY_MS).unref()
}

// Before any TypeScript is loaded: Node keeps what it compiled, and what a file is without its types, under NODE_COMPILE_CACHE or
// the temporary folder. A start that finds everything there takes half the time and never loads the part of Node that takes
// types away, which is 40 MB. Where nothing can be kept, everything works without. Threads go by the environment.
const keepCompiled = ({ enableCompileCache }) => {
  const { directory } = enableCompileCache()
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(directory)
}

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  keepCompiled(await import('node:module'))
  if (process.argv[2] === 'serve') (await import('../main/lean.ts')).startLean(process.argv.slice(1))
  const { run } = await import('./main.ts')
  process.exitCode = await run(process.argv.slice(2))
} else {
  const beside = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url))
  if (existsSync(beside)) {
    const child = spawn(beside, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
      stdio: 'inherit',
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    child.on('exit', code => {
      process.exitCode = code ?? 1
    })
  } else {
    process.stderr.write(`kasbah: needs Node ${NEEDED} or newer; this is ${process.versions.node}.\n`)
    process.exitCode = 1
  }
}
