/** The alerts that are shipped: Prometheus takes them, their metrics exist, and the documentation explains each. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { parse } from 'yaml'
import { createTelemetry } from '../../src/telemetry/telemetry.ts'
import { type Register, skipped } from '../skipped.ts'

const ROOT = join(import.meta.dirname, '../..')
const RULES = join(ROOT, 'docs/examples/prometheus-alerts.yaml')
const PROMTOOL = '/usr/bin/promtool'

interface Alert {
  readonly alert: string
  readonly expr: string
}

const { groups } = parse(await readFile(RULES, 'utf8')) as { groups: { rules: Alert[] }[] }
const alerts = groups.flatMap(({ rules }) => rules)
const operations = await readFile(join(ROOT, 'docs/operations.md'), 'utf8')

test('every metric in an alert is one that the service has', async t => {
  const { text } = await createTelemetry({ level: 'silent', version: 'test' }).metrics()
  const known = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
  for (const { alert, expr } of alerts) {
    const named = expr.match(/\b(?:kasbah|nodejs|process)_\w+/g) ?? []
    t.true(named.length > 0 || expr.startsWith('up{'), alert)
    for (const name of named) t.true(known.has(name), `${alert}: ${name}`)
  }
})

test('the documentation names every alert, and no metric that does not exist', async t => {
  const { text } = await createTelemetry({ level: 'silent', version: 'test' }).metrics()
  for (const { alert } of alerts) t.true(operations.includes(`\`${alert}\``), alert)
  for (const [name] of operations.matchAll(/\bkasbah_[a-z_]+\b/g))
    t.true(new RegExp(`^# TYPE ${name} `, 'm').test(text), name)
})

const withPromtool: Register = existsSync(PROMTOOL) ? test : skipped('promtool is not installed')
withPromtool('promtool takes the alerts', async t => {
  const { stdout } = await promisify(execFile)(PROMTOOL, ['check', 'rules', RULES])
  t.regex(stdout, new RegExp(`SUCCESS: ${alerts.length} rules found`))
})
