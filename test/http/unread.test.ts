import { maxHeaderSize } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('what cannot be read as a request is refused like anything else', async t => {
  const { hostname, port } = new URL(service.url)
  const answered = async (...lines: readonly string[]): Promise<string> => {
    const socket = connect(Number(port), hostname)
    socket.write(lines.join('\r\n'))
    return text(socket)
  }
  const refusals = [
    [
      431,
      'head_too_large',
      ['GET /healthz HTTP/1.1', 'Host: x', `x-long: ${'x'.repeat(maxHeaderSize)}`, '', ''],
    ],
    [400, 'malformed', ['GET /healthz HTTP/9', '', '']],
    [400, 'malformed', ['POST /check HTTP/1.1', 'Host: x', 'Content-Length: -1', '', '']],
  ] as const
  for (const [status, code, lines] of refusals) {
    const [head = '', body = ''] = (await answered(...lines)).split('\r\n\r\n')
    t.true(head.startsWith(`HTTP/1.1 ${status} `), head)
    t.regex(head, /\r\nContent-Type: application\/problem\+json\r\n/)
    t.like(JSON.parse(body), { status, code, type: `urn:kasbah:problem:${code}` })
    t.true(head.includes(`\r\nX-Request-ID: ${JSON.parse(body).request_id}\r\n`))
  }
})
