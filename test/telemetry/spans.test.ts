import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SpanKind } from '@opentelemetry/api'
import test from 'ava'
import { folder, serving } from '../cli/command.ts'

const RECORDER = pathToFileURL(join(import.meta.dirname, 'span-recorder.js')).href

test('where an OpenTelemetry SDK is in the process, each request that was answered is a span', async t => {
  const service = await serving(t, { cwd: folder(t), env: { NODE_OPTIONS: `--import=${RECORDER}` } })
  t.is((await fetch(`${service.url}/healthz`)).status, 200)
  t.is(await service.stop(), 0)
  const spans = service.heard.err.split('\n').flatMap(line => line.match(/^span (.*)/)?.[1] ?? [])
  t.deepEqual(
    spans.map(span => JSON.parse(span)),
    [
      {
        name: 'health',
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'GET',
          'http.route': '/healthz',
          'http.response.status_code': 200,
        },
      },
    ],
  )
})
