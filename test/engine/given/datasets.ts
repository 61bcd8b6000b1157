import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type CompiledSet, compileSet, type SetSource } from '../../../src/engine/set.ts'
import { SetDescription } from '../../../src/model/catalogue.ts'
import type { Rule } from '../../../src/model/rule.ts'

const folder = new URL('../../../policies/datasets/', import.meta.url)
const text = (file: string) => readFileSync(new URL(file, folder), 'utf8')

/** Lines of plain CSV: enough for a file without quotes. */
export const rulesOf = (csv: string): Rule[] =>
  csv
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split(',').map(field => field.trim()) as unknown as Rule)

export const datasetsSource = (): SetSource => ({
  name: 'datasets',
  model: text('model.conf'),
  baseline: rulesOf(text('policy.csv')),
  description: SetDescription.parse(parse(text('set.yaml'))),
})

export const datasets: CompiledSet = compileSet(datasetsSource())
