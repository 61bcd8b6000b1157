/**
 * Every test file is a process of its own: compiled code is kept between them. Not while coverage is measured, which is less
 * precise for code from the cache.
 */
import { enableCompileCache } from 'node:module'

if (process.env.NODE_V8_COVERAGE === undefined) enableCompileCache()
