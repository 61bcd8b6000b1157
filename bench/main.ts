/**
 * `npm run bench [row ...]`: measures what the design promises, each row in a process of its own, and writes
 * RESULTS.md when all rows ran. `npm run bench -- profile [checkout ...]` prints where the time of a check goes, here and in other
 * checkouts. `flood`, `holds` and `soak` are told in their files. It changes nothing else and is no part of the tests.
 */
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { flood } from './flood.ts'
import { holds } from './holds.ts'
import type { Measured, Row } from './measure.ts'
import { profile } from './profile.ts'
import { machine, results } from './results.ts'
import { batch } from './rows/batch.ts'
import { bulk } from './rows/bulk.ts'
import { change } from './rows/change.ts'
import { check } from './rows/check.ts'
import { decisionLog } from './rows/decision-log.ts'
import { effects } from './rows/effects.ts'
import { heaviestRow } from './rows/heaviest.ts'
import { http } from './rows/http.ts'
import { httpPeers } from './rows/http-peers.ts'
import { large } from './rows/large.ts'
import { lint } from './rows/lint.ts'
import { list } from './rows/list.ts'
import { load } from './rows/load.ts'
import { memory } from './rows/memory.ts'
import { past } from './rows/past.ts'
import { peers } from './rows/peers.ts'
import { scale } from './rows/scale.ts'
import { search } from './rows/search.ts'
import { serviceRow } from './rows/service.ts'
import { startRow } from './rows/start.ts'
import { workers } from './rows/workers.ts'
import { write } from './rows/write.ts'
import { soak } from './soak.ts'

const rows: Readonly<Record<string, Row>> = {
  check,
  peers,
  batch,
  list,
  search,
  memory,
  scale,
  large,
  lint,
  past,
  'decision-log': decisionLog,
  effects,
  load,
  change,
  http,
  'http-peers': httpPeers,
  service: serviceRow,
  heaviest: heaviestRow,
  write,
  bulk,
  workers,
  start: startRow,
}

const apart = (name: string): Promise<readonly Measured[]> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--row', name], {
      execArgv: ['--expose-gc', '--max-old-space-size=4096'],
    })
    child.once('message', measured => resolve(measured as readonly Measured[]))
    child.once('exit', code => reject(new Error(`row ${name} ended with ${code}`)))
  })

const main = async (args: readonly string[]): Promise<void> => {
  const [flag, name = ''] = args
  if (flag === '--row') {
    process.send?.(await rows[name]?.())
    return
  }
  if (flag === 'flood') return flood(...args.slice(1))
  if (flag === 'holds') return holds(...args.slice(1))
  if (flag === 'soak') return soak(...args.slice(1))
  if (flag === 'profile') return profile(args.slice(1))
  const wanted = args.length > 0 ? args : Object.keys(rows)
  const before = machine()
  const measured: Measured[] = []
  for (const row of wanted) {
    if (!rows[row]) throw new Error(`no row ${row}: there are ${Object.keys(rows).join(', ')}`)
    for (const line of await apart(row)) {
      console.log(`${line.what}\n  goal ${line.goal} · measured ${line.measured} ${line.beside ?? ''}`)
      measured.push(line)
    }
  }
  if (args.length === 0)
    writeFileSync(new URL('RESULTS.md', import.meta.url), results(measured, before, machine()))
}

await main(process.argv.slice(2))
