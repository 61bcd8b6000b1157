import { z } from 'zod'

/** How a name or an address begins. */
export const Beginning = z.string().min(1).max(200)

/** `NAME=VALUE`: an attribute that has the value, or a list in which it is. */
export const AttributeIs = z
  .string()
  .max(1_000)
  .regex(/^[^=]+=/, 'NAME=VALUE')
  .transform(text => ({ name: text.slice(0, text.indexOf('=')), value: text.slice(text.indexOf('=') + 1) }))
