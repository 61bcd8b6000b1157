import { z } from 'zod'

/** A language as documents name it (BCP 47): `de`, `pt-BR`. One that the service does not speak counts as none. */
export const LanguageTag = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/, 'is a language such as de or pt-BR')
