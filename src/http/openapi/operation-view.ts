import type { Description, Operation } from './document.ts'
import { escaped, prose, rows } from './html.ts'
import type { Parameter } from './parameters.ts'
import { schemaView, typeOf } from './schema-view.ts'

/** One operation: closed it is its method, path and summary; open it is all that a caller needs. */
export const operationView = (api: Description, path: string, method: string, operation: Operation): string =>
  `<details class="op" id="${operation.operationId}"><summary><span class="method">${method.toUpperCase()}</span><code>${escaped(path)}</code>
<span>${prose(operation.summary)}</span></summary><div>
<p>${prose(operation.description)} <span class="soft">(<code>${operation.operationId}</code>)</span></p>
${scopesView(operation)}${parametersView(api, operation)}${bodyView(operation)}${answersView(api, operation)}
</div></details>`

const scopesView = ({ security }: Operation): string => {
  const scopes = [...new Set(security.flatMap(way => Object.values(way).flat()))]
  return scopes.length === 0 ? '' : `<p>Scope: ${scopes.map(scope => `<code>${scope}</code>`).join(', ')}</p>`
}

const parametersView = (api: Description, { parameters }: Operation): string => {
  const lines = parameters.map(given => {
    const { name, in: where, required, schema, description } = parameterOf(api, given)
    return [
      `<code>${escaped(name)}</code> <span class="soft">${where}${required ? '' : ', optional'}</span>`,
      `<code>${typeOf(schema)}</code>`,
      prose(description),
    ]
  })
  return lines.length === 0 ? '' : `<h3>Parameters</h3>${rows(['Name', 'Type', ''], lines)}`
}

const parameterOf = ({ components }: Description, given: Operation['parameters'][number]): Parameter => {
  if (!('$ref' in given)) return given
  const found = components.parameters[given.$ref.split('/').at(-1) ?? '']
  if (!found) throw new Error(`${given.$ref} leads nowhere`)
  return found
}

const bodyView = ({ requestBody }: Operation): string => {
  const content = requestBody?.content['application/json']
  return content ? `<h3>Body</h3>${schemaView(content.schema)}${exampleView(content.example)}` : ''
}

const answersView = (api: Description, { responses }: Operation): string => {
  const [[status, answer] = ['200', undefined], ...failures] = Object.entries(responses)
  const [[media, content] = ['', undefined]] = Object.entries(answer?.content ?? {})
  const problems = failures.map(([status, { $ref = '' }]) => [
    `<code>${status}</code>`,
    prose(api.components.responses[$ref.split('/').at(-1) ?? '']?.description ?? ''),
  ])
  return `<h3>Answer</h3><p><code>${status}</code> <span class="soft">${escaped(media)}</span></p>
${content ? `<p><code>${typeOf(content.schema)}</code></p>${exampleView(content.example)}` : ''}
<h3>Problems</h3>${rows(['Status', 'Codes'], problems)}`
}

const exampleView = (example: unknown): string =>
  example === undefined ? '' : `<pre>${escaped(JSON.stringify(example, null, 2))}</pre>`
