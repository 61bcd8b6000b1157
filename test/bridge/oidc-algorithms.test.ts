import test from 'ava'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { OIDC_ALGORITHMS } from '../../src/model/idp.ts'
import { connect, refused, signIn, world } from './oidc-world.ts'

for (const alg of OIDC_ALGORITHMS)
  test(`an ID token signed with ${alg} is accepted where the settings allow it, and only there`, async t => {
    const w = await world(t)
    const { privateKey, publicKey } = await generateKeyPair(alg)
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg, use: 'sig' }
    w.alpha.knobs.keys = () => ({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'k' }, jwk] })
    w.alpha.knobs.token = claims => new SignJWT(claims).setProtectedHeader({ alg, kid: 'k' }).sign(privateKey)
    t.is((await signIn(w, connect('alpha', w.alpha, { algorithms: [alg] }))).subject, 'alpha-1')
    const others = OIDC_ALGORITHMS.filter(other => other !== alg)
    await refused(t, 'answer_signature', signIn(w, connect('alpha', w.alpha, { algorithms: others })))
  })
