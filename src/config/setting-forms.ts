/** The forms that values of settings have. */
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { isNetwork } from '../model/network.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

export const bytes = (least: number) =>
  z
    .string()
    .regex(/^\d{1,12} ?(?:KiB|MiB|GiB)?$/, 'is a size such as 1048576, 512KiB or 1MiB')
    .transform(text => Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+ ?/, '')] ?? 1))
    .refine(size => size >= least, `is at least ${least} bytes`)

export const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `is a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine(value => value >= least && value <= most, `is a whole number from ${least} to ${most}`)

export const yes = z
  .enum(['on', 'off', 'true', 'false'], 'is on or off')
  .transform(text => text === 'on' || text === 'true')

/** Lower case, as Node has it. What the protocol itself needs is not taken for something else. */
export const HeaderName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{1,63}$/, 'is the name of a header, such as X-Client-Cert')
  .refine(
    text =>
      !/^(?:authorization|cookie|dpop|host|origin|content-.*|x-forwarded-.*|forwarded|if-match)$/i.test(text),
    'is a header of its own meaning: name another',
  )
  .transform(text => text.toLowerCase())

export const Proxies = z
  .string()
  .refine(
    text => /^(?:on|off|true|false|[1-9])$/.test(text) || text.split(',').every(one => isNetwork(one.trim())),
    'is on, off, a number of proxies up to 9, or networks such as 10.0.0.0/8,::1',
  )

export const Listen = z
  .string()
  .regex(
    /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/,
    'is HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080',
  )
  .transform(text => {
    const colon = text.lastIndexOf(':')
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
  })
  .refine(({ port }) => port <= 65_535, 'has a port up to 65535')

export const PublicUrl = z
  .url({
    protocol: /^https?$/,
    error: 'is an http or https URL such as https://kasbah.example.org',
    abort: true,
  })
  .refine(text => {
    const { username, password, search, hash } = new URL(text)
    return username === '' && password === '' && search === '' && hash === ''
  }, 'has no user, password, query or fragment')
  .transform(text => text.replace(/\/+$/, ''))

export const Store = z
  .string()
  .regex(/^(?:sqlite:.+|mongodb(?:\+srv)?:\/\/.+)$/, 'is sqlite:PATH, sqlite::memory: or mongodb://...')

export const OperatorKey = z
  .string()
  .min(8, 'is at least 8 characters')
  .max(512, 'is at most 512 characters')
  .regex(/^[\x21-\x7e]+$/, 'is printable ASCII without spaces')

/** At least 32 bytes: 32 as hex or as base64 of either alphabet, or else the bytes of the text itself. */
export const EncryptionKey = z
  .string()
  .transform(text => {
    const decoded = Buffer.from(text, /^[0-9a-fA-F]{64}$/.test(text) ? 'hex' : 'base64')
    return decoded.length === 32 ? decoded : Buffer.from(text)
  })
  .refine(key => key.length >= 32, 'is at least 32 bytes: make one with `openssl rand -base64 32`')

/** Stands for the key that a store keeps itself which was begun without one. */
export const DEVELOPMENT = 'development'

export const EncryptionKeyBefore = z.union([z.literal(DEVELOPMENT), EncryptionKey])

export const NetworkList = z
  .string()
  .transform(text => text.split(/[\s,]+/).filter(Boolean))
  .refine(list => list.every(isNetwork), 'is a list of addresses or CIDR blocks, separated by commas')

/** A number of processes; auto is one per core. */
export const Workers = z
  .string()
  .regex(/^(?:auto|[1-9]|[1-5]\d|6[0-4])$/, 'is auto or a whole number from 1 to 64')
  .transform(text => (text === 'auto' ? Math.min(64, availableParallelism()) : Number(text)))
