// Preloaded into a service by its test: at the end it writes down which packages the main thread loaded, and of Node's own parts
// the one that takes types away.
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const AMARO = 'internal/deps/amaro/dist/index'

if (isMainThread) {
  const packages = new Set()
  registerHooks({
    load(url, context, next) {
      const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
      if (name !== undefined) packages.add(name)
      return next(url, context)
    },
  })
  process.on('exit', () => {
    if (process.moduleLoadList.some(one => one.includes(AMARO))) packages.add('amaro')
    writeFileSync(process.env.LOADED_TO, JSON.stringify([...packages]))
  })
}
