#!/usr/bin/env node
/**
 * `npm run check`: everything that must hold before a change is kept, step by step. A step that holds says one line; one that
 * does not shows what it said. All steps run, so that one round shows all there is to mend.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { ENGINE_TESTS } from './engine-tests.ts'
import { countTap } from './tap.ts'

interface Step {
  readonly name: string
  readonly run: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Turns what the command said into what is worth showing after its name. */
  readonly says?: (output: string) => string
}

/** The TAP reports of the last run, for whoever wants to read them whole. */
const REPORT = 'coverage/tests.tap'

/** One more than a small machine has processors: a file that waits for a process or a time leaves none idle. */
const AT_ONCE = '--concurrency=3'

const steps: readonly Step[] = [
  { name: 'types', run: ['tsc', '--noEmit'] },
  { name: 'types of the client', run: ['tsc', '--noEmit', '-p', 'sdk/typescript'] },
  { name: 'lint', run: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'unused code', run: ['knip', '--no-progress'] },
  { name: 'import table', run: ['ava', 'test/architecture.test.ts'] },
  { name: 'generated files', run: ['node', 'scripts/generate-docs.ts', '--check'] },
  // Each test runs once: those of the engine do where its coverage is measured, which doubles what they cost.
  {
    name: 'tests of the engine, and its coverage',
    run: [
      ...['c8', '--reporter=text', '--check-coverage', '--lines=99', '--functions=98'],
      // What is covered whole needs no line in the report of what is not.
      ...['--include=src/engine/**', '--skip-full', 'ava', '--tap', AT_ONCE, ...ENGINE_TESTS],
    ],
    says: counted,
  },
  {
    name: 'all other tests',
    run: ['npm', 'test', '--silent', '--', '--tap', AT_ONCE],
    env: { TEST_ENGINE: 'apart' },
    says: counted,
  },
  { name: 'slow tests', run: ['npm', 'run', '--silent', 'test:slow', '--', '--tap'], says: counted },
  // CI brings a server and names it; at a desk this half is asked for by name, `npm run test:mongodb`.
  ...(process.env.TEST_MONGODB_URL
    ? [
        {
          name: 'HTTP and identity tests over MongoDB',
          run: ['npm', 'run', '--silent', 'test:mongodb', '--', '--tap'],
          says: counted,
        },
      ]
    : []),
  ...(process.env.TEST_SECANTUS_URL
    ? [
        {
          name: 'suite of the stores over SecantusDB',
          // One test after the other: it works on one thread, and a hundred at once wait for it longer than the store waits.
          run: [
            'ava',
            '--timeout=10m',
            '--serial',
            '--concurrency=1',
            '--tap',
            'test/stores/mongodb.test.ts',
            'test/stores/mongodb-costs.test.ts',
          ],
          env: { TEST_MONGODB_URL: process.env.TEST_SECANTUS_URL },
          says: counted,
        },
      ]
    : []),
]

const total = { passed: 0, failed: 0, skipped: 0 }

function counted(report: string): string {
  appendFileSync(REPORT, report)
  const { passed, failed, failures, skipped } = countTap(report)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped.length
  return [
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
    ...failures.map(title => `    not ok: ${title}`),
    ...skipped.map(title => `    skipped: ${title}`),
  ].join('\n')
}

rmSync('coverage', { recursive: true, force: true })
mkdirSync('coverage', { recursive: true })

let broken = 0
for (const { name, run, says, env } of steps) {
  const started = Date.now()
  const [command = '', ...args] = run
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    env: { ...process.env, ...env },
  })
  const seconds = `${((Date.now() - started) / 1000).toFixed(1)} s`
  const summary = says?.(stdout ?? '')
  const held = status === 0
  console.log(`${held ? 'ok    ' : 'FAILED'} ${name} (${seconds})${summary ? `: ${summary}` : ''}`)
  if (held) continue
  broken++
  const shown = says
    ? (stdout ?? '')
        .split('\n')
        .filter(line => !/^ok \d+/.test(line))
        .join('\n')
    : (stdout ?? '')
  console.log(`${shown}\n${stderr ?? ''}`.trim().replace(/^/gm, '    '))
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = broken > 0 ? 1 : 0
