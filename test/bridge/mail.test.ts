/** Invitations leave by mail: over a mail server of the tests' own. */

import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { createLogMail } from '../../adapters/mail/log.ts'
import { createSmtpMail } from '../../adapters/mail/smtp.ts'
import { MailRefused } from '../../src/ports/mail.ts'
import { acme, ok } from '../service/acme.ts'
import { startService } from '../service/service.ts'

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

/** One conversation with a mail client: what to answer to each line, refusing recipients at refused.example. */
const conversation = (take: (message: Received) => void) => {
  let from = ''
  let to: string[] = []
  return {
    answer(line: string): string {
      const word = line.trim().toUpperCase().split(/[ :]/, 1)[0]
      if (word === 'MAIL') from = line
      if (word === 'DATA') return '354 go on'
      if (word !== 'RCPT') return '250 fine'
      if (line.includes('refused.example')) return '550 nobody'
      to.push(line)
      return '250 fine'
    },
    end(text: string): void {
      take({ from, to, text })
      to = []
    },
  }
}

const mailServer = async (
  t: ExecutionContext,
): Promise<{ url: string; received: Received[]; server: Server }> => {
  const received: Received[] = []
  const server = createServer(socket => {
    const talk = conversation(message => received.push(message))
    let data: string | undefined
    socket.setEncoding('utf8')
    socket.on('error', () => socket.destroy())
    socket.write('220 ready\r\n')
    socket.on('data', (chunk: string) => {
      if (data !== undefined) {
        data += chunk
        if (!data.endsWith('\r\n.\r\n')) return
        talk.end(data)
        data = undefined
        socket.write('250 taken\r\n')
        return
      }
      const answer = talk.answer(chunk)
      if (answer.startsWith('354')) data = ''
      socket.write(`${answer}\r\n`)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, received, server }
}

test('an invitation reaches the person it names, with its token', async t => {
  const { url, received } = await mailServer(t)
  const service = await startService(t, {
    env: { KASBAH_SMTP_URL: url, KASBAH_MAIL_FROM: 'kasbah@acme.example' },
  })
  const a = await acme(t, service)
  const wish = { email: 'zoe@elsewhere.example', role: 'member', grants: [] }
  const made = await ok(t, a.alice('POST', '/v1/orgs/acme/invitations', wish), 201)
  t.is(received.length, 1)
  t.regex(received[0]?.from ?? '', /<kasbah@acme.example>/)
  t.regex(received[0]?.to[0] ?? '', /<zoe@elsewhere.example>/)
  const text = (received[0]?.text ?? '').replaceAll('=\r\n', '')
  const token = /kasbah_invitation_[A-Za-z0-9_-]+/.exec(text)?.[0]
  t.truthy(token)
  t.truthy(made.id)
  t.is((await service.as()('POST', '/v1/invitations/accept', { token })).status, 201)

  await ok(t, a.alice('PUT', '/v1/orgs/acme/members/alice', { email: 'alice@acme.example' }))
  const expires_at = new Date(Date.now() + 86_400_000).toISOString()
  const support = { account: 'vendor', purpose: 'the slow import', level: 'can_edit', expires_at }
  await ok(t, a.alice('POST', '/v1/orgs/acme/support-access?dry_run=true', support), 201)
  await ok(t, a.alice('POST', '/v1/orgs/acme/support-access', support), 201)
  while (received.length < 2) await wait(5)
  t.regex(received[1]?.to[0] ?? '', /<alice@acme.example>/)
  t.regex(received[1]?.text ?? '', /What for: the slow import/)
})

test('an invitation stands although its letter was refused', async t => {
  const { url, received } = await mailServer(t)
  const service = await startService(t, {
    env: { KASBAH_SMTP_URL: url, KASBAH_MAIL_FROM: 'kasbah@acme.example' },
  })
  const a = await acme(t, service)
  const wish = { email: 'zoe@refused.example', role: 'member', grants: [] }
  t.is((await a.alice('POST', '/v1/orgs/acme/invitations', wish)).status, 201)
  t.is(received.length, 0)
  t.is((await ok(t, a.alice('GET', '/v1/orgs/acme/invitations'))).items.length, 1)
})

test('a refusal says what an operator can do', async t => {
  const { url, server } = await mailServer(t)
  const mail = createSmtpMail({ url, from: 'kasbah@acme.example' })
  const message = { subject: 'x', text: 'y' }
  const refused = await t.throwsAsync(mail.send({ ...message, to: 'a@refused.example' }), {
    instanceOf: MailRefused,
  })
  t.regex(refused?.message ?? '', /recipient/)
  await new Promise(resolve => server.close(resolve))
  const down = await t.throwsAsync(mail.send({ ...message, to: 'a@b.example' }), { instanceOf: MailRefused })
  t.regex(down?.message ?? '', /KASBAH_SMTP_URL/)
})

test('an address is one address, and a subject one line', async t => {
  const { url, received } = await mailServer(t)
  const mail = createSmtpMail({ url, from: 'kasbah@acme.example' })
  for (const to of [
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example, c@d.example',
    'A <a@b.example>',
    'a',
    '',
  ])
    await t.throwsAsync(mail.send({ to, subject: 'x', text: 'y' }), { instanceOf: MailRefused }, to)
  await mail.send({ to: 'a@b.example', subject: 'x\r\nBcc: e@f.example', text: 'y' })
  t.is(received.length, 1)
  t.is(received[0]?.to.length, 1)
  t.notRegex(received[0]?.text ?? '', /^Bcc:/m)
})

test('without a server the log says that a message waits, and its text in development only', async t => {
  const noted: object[] = []
  const message = { to: 'a@b.example', subject: 'x', text: 'secret' }
  await createLogMail(fact => noted.push(fact), { showText: false }).send(message)
  await createLogMail(fact => noted.push(fact), { showText: true }).send(message)
  t.deepEqual(noted, [{ to: 'a@b.example', subject: 'x' }, message])
})
