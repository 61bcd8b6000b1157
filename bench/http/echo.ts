/** The least that node:http can do with the same bytes: it reads the body and sends the answer it was started with. */
import { createServer } from 'node:http'

const answer = process.argv[2] ?? '{}'
const server = createServer((req, res) => {
  const parts: Buffer[] = []
  req.on('data', (part: Buffer) => parts.push(part))
  req.on('end', () => {
    const body = Buffer.concat(parts)
    res.writeHead(body.length > 0 ? 200 : 400, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    })
    res.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
})
