/** The types and the typed operations of `sdk/python`, from the API's description. */
import type { Description } from '../../src/http/openapi/document.ts'
import { isRead, type Operation, operationsOf, type Parameter, type Schema, statusesOf } from './described.ts'
import { createPythonTypes, literals } from './python-types.ts'

const HEAD = `"""Made by \`npm run generate\` from docs/openapi.json: do not edit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, NamedTuple, TypedDict, Union

`

const SENT = `
class Sent(NamedTuple):
    """How an operation is sent."""

    method: str
    path: str
    query: tuple[str, ...]
    read: bool
    """It changes nothing."""
    once: bool
    """It takes an Idempotency-Key."""

`

export const pythonApi = (description: Description): string => {
  const schemas = (description.components as unknown as { schemas: Readonly<Record<string, Schema>> }).schemas
  const operations = operationsOf(description)
  const types = createPythonTypes(schemas)
  for (const name of ['DryRun', 'Problem', 'Explanation']) types.named(name)
  const methods = (isAsync: boolean) =>
    operations.map(operation => method(operation, types.of, isAsync)).join('\n')
  const classes = [
    `class Admin:\n    """Every operation of the API by its name."""\n\n    def __init__(self, call: Callable[[str, Mapping[str, Any]], Any]) -> None:\n        self._call = call\n\n${methods(false)}`,
    `class AsyncAdmin:\n    """Every operation of the API by its name, to be awaited."""\n\n    def __init__(self, call: Callable[[str, Mapping[str, Any]], Awaitable[Any]]) -> None:\n        self._call = call\n\n${methods(true)}`,
  ]
  const codes = (schemas.Problem as unknown as { properties: { code: { enum: readonly string[] } } })
    .properties.code.enum
  return [
    HEAD,
    types.text(),
    `ProblemCode = ${literals(codes)}\n\nPROBLEM_STATUS: dict[str, int] = {\n${Object.entries(
      statusesOf(codes, description),
    )
      .map(([code, status]) => `    "${code}": ${status},`)
      .join('\n')}\n}\n`,
    SENT,
    `OPERATIONS: dict[str, Sent] = {\n${operations.map(row).join('\n')}\n}\n\n\n`,
    classes.join('\n\n'),
  ].join('')
}

const boolean = (yes: boolean): string => (yes ? 'True' : 'False')

const row = (operation: Operation): string => {
  const { id, method, path, query, conditions } = operation
  const names = query.map(({ name }) => `"${name}", `).join('')
  return `    "${id}": Sent("${method}", "${path}", (${names.trimEnd()}), ${boolean(isRead(operation))}, ${boolean(conditions.includes('Idempotency-Key'))}),`
}

/** \`setGrant\` -> \`set_grant\`. */
const snake = (id: string): string => id.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

const CONDITIONS: readonly (readonly [header: string, argument: string, type: string])[] = [
  ['If-Match', 'if_match', 'int | None = None'],
  ['Kasbah-Reason', 'reason', 'str | None = None'],
  ['Idempotency-Key', 'idempotency_key', 'str | None = None'],
]

/** Python's own words cannot be names of arguments. */
const argument = (name: string): string => (name === 'from' ? 'from_' : name)

const method = (
  operation: Operation,
  typeOf: (schema: Schema, name: string) => string,
  isAsync: boolean,
): string => {
  const { id, summary, method: verb, path, params, query, body, bodyRequired, reply, conditions } = operation
  const capital = id.charAt(0).toUpperCase() + id.slice(1)
  const typed = ({ name, schema }: Parameter) => `${argument(name)}: ${typeOf(schema, `${capital}_${name}`)}`
  const own = params.filter(({ name }) => name !== 'org')
  const hasOrg = own.length < params.length
  const input = [
    ...own.map(typed),
    ...query.map(one => (one.required ? typed(one) : `${typed(one)} | None = None`)),
    ...(body ? [`body: ${typeOf(body, `${capital}Body`)}${bodyRequired ? '' : ' | None = None'}`] : []),
    ...(hasOrg ? ['org: str | None = None'] : []),
    ...CONDITIONS.filter(([header]) => conditions.includes(header)).map(
      ([, name, type]) => `${name}: ${type}`,
    ),
    'timeout: float | None = None',
  ].sort((one, other) => Number(one.includes('= None')) - Number(other.includes('= None')))
  const names = [
    ...[...own, ...query].map(({ name }) => name),
    ...(body ? ['body'] : []),
    ...(hasOrg ? ['org'] : []),
    ...CONDITIONS.filter(([header]) => conditions.includes(header)).map(([, name]) => name),
    'timeout',
  ]
  const result = reply ? typeOf(reply, `${capital}Reply`) : 'str'
  const answer = `self._call("${id}", {${names.map(name => `"${name}": ${argument(name)}`).join(', ')}})`
  return [
    `    ${isAsync ? 'async ' : ''}def ${snake(id)}(self, *, ${input.join(', ')}) -> ${result}:`,
    `        """${summary}: \`\`${verb} ${path}\`\`."""`,
    `        answer: ${result} = ${isAsync ? 'await ' : ''}${answer}`,
    '        return answer\n',
  ].join('\n')
}
