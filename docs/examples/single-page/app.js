/**
 * A single-page application: signs a person in (authorization code with PKCE), lists the datasets that they can see, and asks of each
 * whether they may edit it. It uses no library and keeps the access token in memory only.
 *
 * Register it as a client of kind `public` with this page as redirect address and the scope `read`, and open it with
 * `?kasbah=https://kasbah.example.com&client_id=ID&org=ORG`.
 */
const asked = new URLSearchParams(location.search)
const settings = asked.has('kasbah')
  ? keep(Object.fromEntries(asked))
  : JSON.parse(sessionStorage.settings ?? '{}')
const here = location.origin + location.pathname

function keep(values) {
  sessionStorage.settings = JSON.stringify(values)
  return values
}

const base64url = bytes =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

/** Goes to the sign-in page. What must be known on the way back stays in this tab. */
async function signIn() {
  const [state, verifier] = [random(), random()]
  sessionStorage.setItem(`sign-in ${state}`, verifier)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  const parameters = new URLSearchParams({
    client_id: settings.client_id,
    response_type: 'code',
    redirect_uri: here,
    scope: 'openid read',
    resource: settings.kasbah,
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  })
  location.assign(`${settings.kasbah}/oidc/auth?${parameters}`)
}

/** Redeems the code with which the person came back. Undefined when they did not. */
async function redeem() {
  const state = asked.get('state')
  const verifier = sessionStorage.getItem(`sign-in ${state}`)
  if (verifier === null || asked.get('iss') !== `${settings.kasbah}/oidc`) return undefined
  sessionStorage.removeItem(`sign-in ${state}`)
  history.replaceState(null, '', here)
  if (asked.has('error')) throw new Error(asked.get('error'))
  const answer = await fetch(`${settings.kasbah}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: settings.client_id,
      redirect_uri: here,
      code: asked.get('code'),
      code_verifier: verifier,
    }),
  })
  return (await read(answer)).access_token
}

async function read(answer) {
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.detail ?? body.error_description ?? body.title)
  return body
}

const client = token => ({
  get: async path =>
    read(await fetch(settings.kasbah + path, { headers: { authorization: `Bearer ${token}` } })),
  post: async (path, body) =>
    read(
      await fetch(settings.kasbah + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    ),
})

async function show(token) {
  const kasbah = client(token)
  const { subject, org } = await kasbah.get('/v1/whoami')
  const { items } = await kasbah.get(`/v1/orgs/${org}/datasets`)
  const checks = items.map(({ id }) => ({ action: 'edit', resource: `dataset:${id}` }))
  const { results } = checks.length > 0 ? await kasbah.post('/check/batch', { org, checks }) : { results: [] }
  document.querySelector('#who').textContent = `You are ${subject} at ${org}.`
  document.querySelector('#sign-in').hidden = true
  const list = document.querySelector('#datasets')
  for (const [at, { name }] of items.entries()) {
    const line = document.createElement('li')
    line.textContent = `${name}: ${results[at].allowed ? 'you may edit it' : 'you may look at it'}`
    list.append(line)
  }
}

document.querySelector('#sign-in').addEventListener('click', signIn)
try {
  const token = await redeem()
  if (token) await show(token)
} catch (error) {
  document.querySelector('#who').textContent = `That did not work: ${error.message}`
}
