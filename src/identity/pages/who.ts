/** Who is signed in, as a page says it. */
export interface Who {
  readonly name: string
  readonly organisation: string
}
