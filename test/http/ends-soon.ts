import type { Ask } from '../service/client.ts'

/**
 * Gives what ends in a moment. On a busy machine that end may be over when the request arrives, which is refused: then it is
 * given anew, with more time. @returns when it ends
 */
export const endsSoon = async (give: (expires_at: string) => ReturnType<Ask>): Promise<string> => {
  for (let ms = 1_500; ; ms *= 4) {
    const expires_at = new Date(Date.now() + ms).toISOString()
    const { status, text } = await give(expires_at)
    if (status < 300) return expires_at
    if (status !== 400 || Date.now() < Date.parse(expires_at)) throw new Error(text)
  }
}
