/** Certificates as SAML uses them: a wrapping for a key. Ours is made here, theirs are brought into one form. */
import { generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'

const newKeyPair = promisify(generateKeyPair)

/** A certificate as PEM, from PEM or the bare base64 of metadata; undefined when it is neither. */
export const pemOf = (text: string): string | undefined => {
  const bare = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '')
  try {
    return new X509Certificate(Buffer.from(bare, 'base64')).toString()
  } catch {
    return undefined
  }
}

const YEARS = 10
const YEAR = 365.25 * 24 * 60 * 60 * 1000

/** A key of RSA 2048 and a self-signed certificate for it, ten years valid: what identity providers expect of a service. */
export const newCertificate = async (
  commonName: string,
  now: Date,
): Promise<{ key: string; certificate: string }> => {
  const { publicKey, privateKey } = await newKeyPair('rsa', { modulusLength: 2048 })
  const name = sequence(set(sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(commonName.slice(0, 64))))))
  const algorithm = sequence(oid(SHA256_RSA), der(0x05, Buffer.alloc(0)))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now), time(new Date(now.getTime() + YEARS * YEAR))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', body, privateKey)
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: new X509Certificate(whole).toString(),
  }
}

const COMMON_NAME = [0x55, 0x04, 0x03]
const SHA256_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]

/** One DER value: tag, length, content. */
const der = (tag: number, content: Buffer): Buffer => {
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, Math.floor(size / 256), size % 256]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const set = (...parts: Buffer[]): Buffer => der(0x31, Buffer.concat(parts))
const oid = (bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes))
/** To the second: as UTCTime through 2049, and as GeneralizedTime from then on (RFC 5280, section 4.1.2.5). */
const time = (at: Date): Buffer => {
  const text = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text))
}
