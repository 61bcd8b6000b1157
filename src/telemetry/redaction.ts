/** A value under one of these names is a secret. Hashes and ids of keys are not. */
const SECRET_NAME =
  /(?:authorization|cookie|passw(?:or)?d|secret|^(?:.*_)?(?:token|key|code|credential|assertion|verifier|nonce)$)/i

/** Operators search by the `code` of a problem or an error. The `code` of a sign-in is longer, and a secret. */
const isPlainCode = (name: string, value: unknown): boolean =>
  name === 'code' && (typeof value === 'number' || (typeof value === 'string' && /^\w{1,32}$/.test(value)))

/** Texts that are secret under any name. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\b(kasbah_[a-z]+_)[A-Za-z0-9_-]{20,}/g, '$1***'],
  [/\b(Bearer|Basic|DPoP) +[A-Za-z0-9._~+/=-]+/gi, '$1 ***'],
  // A token of three parts (signed) or five (encrypted, where the second may be empty).
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/g, '***'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s]*@/gi, '$1***@'],
  [
    /([?&](?:code|token|[a-z_]*_token|client_secret|state|password|assertion|SAMLResponse)=)[^&\s"']+/g,
    '$1***',
  ],
]

/** Something that is in every secret text. */
const SIGN = /kasbah_|(?:bearer|basic|dpop) |eyJ|:\/\/|[?&]/i

/** Whether the text may have to be redacted: false for nearly every text that has no secret in it, true for all that have. */
export const mayHoldSecret = (text: string): boolean => SIGN.test(text)

/** Values nested deeper than this are left out. */
const MAX_DEPTH = 6

/** The text with every secret in it masked. */
export const redactText = (text: string): string =>
  SECRET_TEXTS.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text)

const redactError = (error: Error, depth: number): Record<string, unknown> => ({
  type: error.name,
  message: redactText(error.message),
  ...(error.stack ? { stack: redactText(error.stack) } : {}),
  ...('code' in error ? { code: redact(error.code, depth + 1) } : {}),
  ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
})

/** A copy for the log: secrets are masked by name and by form, errors are flattened with their causes. */
export const redact = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth >= MAX_DEPTH) return '...'
  if (value instanceof Error) return redactError(value, depth)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (Array.isArray(value)) return value.slice(0, 100).map(item => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      SECRET_NAME.test(name) && !isPlainCode(name, held) ? '***' : redact(held, depth + 1),
    ]),
  )
}
