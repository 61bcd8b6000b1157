// Preloaded into a service by its test: at the end it writes down which packages and verbs of the command the main thread loaded, and
// of Node's own parts the one that takes types away and the one that asks others by `fetch` and WebSocket.
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const OF_NODE = { amaro: 'internal/deps/amaro/dist/index', undici: 'internal/deps/undici/undici' }

if (isMainThread) {
  const packages = new Set()
  registerHooks({
    load(url, context, next) {
      const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
      if (name !== undefined) packages.add(name)
      const verb = /\/src\/(cli\/verbs\/[^/]+)\.ts$/.exec(url)?.[1]
      if (verb !== undefined) packages.add(verb)
      return next(url, context)
    },
  })
  process.on('exit', () => {
    for (const [name, part] of Object.entries(OF_NODE))
      if (process.moduleLoadList.some(one => one.includes(part))) packages.add(name)
    writeFileSync(process.env.LOADED_TO, JSON.stringify([...packages]))
  })
}
