import test from 'ava'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { OIDC_ALGORITHMS } from '../../src/model/idp.ts'
import { connect, refused, signIn, startWorld } from './oidc-world.ts'

for (const alg of OIDC_ALGORITHMS)
  test(`an ID token signed with ${alg} is accepted where the settings allow it, and only there`, async t => {
    const world = await startWorld(t)
    const { privateKey, publicKey } = await generateKeyPair(alg)
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg, use: 'sig' }
    world.alpha.knobs.keys = () => ({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'k' }, jwk] })
    world.alpha.knobs.token = claims =>
      new SignJWT(claims).setProtectedHeader({ alg, kid: 'k' }).sign(privateKey)
    t.is((await signIn(world, connect('alpha', world.alpha, { algorithms: [alg] }))).subject, 'alpha-1')
    const others = OIDC_ALGORITHMS.filter(other => other !== alg)
    await refused(t, 'answer_signature', signIn(world, connect('alpha', world.alpha, { algorithms: others })))
  })
