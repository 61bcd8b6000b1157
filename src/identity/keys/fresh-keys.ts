import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { Kty, type SigningAlg, type SigningKey } from './ring-record.ts'

/** A new key for each algorithm, made beside each other. */
export const freshKeys = (algs: readonly SigningAlg[], signs_from: number): Promise<SigningKey[]> =>
  Promise.all(algs.map(alg => freshKey(alg, signs_from)))

const freshKey = async (alg: SigningAlg, signs_from: number): Promise<SigningKey> => {
  const { privateKey } = await generateKeyPair(alg, { modulusLength: 2048, extractable: true })
  const jwk = await exportJWK(privateKey)
  const kid = (await calculateJwkThumbprint(jwk)).slice(0, 16)
  const texts = Object.fromEntries(Object.entries(jwk).map(([name, value]) => [name, String(value)]))
  return { kid, jwk: { ...texts, kty: Kty.parse(jwk.kty), alg, use: 'sig', kid }, signs_from }
}
