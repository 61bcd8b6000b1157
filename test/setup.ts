/**
 * Before every test file, which is a process of its own. Compiled code is kept between them, but not while coverage is
 * measured: that is less precise for code from the cache. Stores are made in memory where the machine has a file system there:
 * a commit then waits for no disk.
 */
import { statfsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'

if (process.env.NODE_V8_COVERAGE === undefined) enableCompileCache()

const MEMORY = '/dev/shm'
const ENOUGH = 2 * 2 ** 30

const free = (folder: string): number => {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return 0
  }
}

if (process.env.TMPDIR === undefined && free(MEMORY) > ENOUGH) process.env.TMPDIR = MEMORY
