/**
 * Before every test file, which is a process of its own. Compiled code is kept between them, but not while coverage is
 * measured: that is less precise for code from the cache. JavaScript, so that the part of Node that takes types away need not be
 * loaded for this file alone. Stores are made in memory where the machine has a file system there:
 * a commit then waits for no disk.
 */
import { statfsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { dirname } from 'node:path'

if (process.env.NODE_V8_COVERAGE === undefined) {
  const { directory } = enableCompileCache()
  // Threads of this process go by the environment.
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= dirname(directory)
}

const MEMORY = '/dev/shm'
const ENOUGH = 2 * 2 ** 30

/** @param {string} folder */
const free = folder => {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return 0
  }
}

if (process.env.TMPDIR === undefined && free(MEMORY) > ENOUGH) process.env.TMPDIR = MEMORY
