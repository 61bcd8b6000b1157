/** What providers send, as their own documentation publishes it, and the settings that docs/identity.md gives for them. Names and ids are ours. */

export interface OidcVendor {
  readonly name: string
  /** Of the guide, beside issuer and client. */
  readonly settings: object
  readonly terms: object
  readonly mapping: string
  /** The claims of its ID token, in place of those of an ordinary provider. */
  readonly token: Readonly<Record<string, unknown>>
  readonly userinfo: Readonly<Record<string, unknown>>
  readonly subject: string
}

const EMAIL = 'ann@alpha.example'

export const OIDC_VENDORS: readonly OidcVendor[] = [
  {
    name: 'Entra ID, groups by object id',
    settings: { claims: { subject: 'oid' } },
    terms: { email_trusted: true },
    mapping: '02bd9fd6-8f93-4758-87c3-1fb73740a315',
    token: {
      aio: 'Df2UVXL1ix!lMCWMSOJBcFatzcGfvFGhjKv8q5g0x732dR5MB5BisvGQO7YWByjd8iQDLq!eGbIDakyp5mnOrcdqHeYSnltepQmRp6AIZ8jY',
      email: EMAIL,
      groups: ['02bd9fd6-8f93-4758-87c3-1fb73740a315', '7c0f8d0e-5a0b-4b0c-9a55-8d2a6f1f2f11'],
      name: 'Ann Archer',
      oid: '00000000-0000-0000-66f3-3332eca7ea81',
      preferred_username: EMAIL,
      rh: '0.AAAA',
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      tid: '9122040d-6c67-4c5b-b112-36a304b66dad',
      uti: 'fqiBqXLPj0eQa82S-IYFAA',
      ver: '2.0',
    },
    userinfo: {
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      name: 'Ann Archer',
      family_name: 'Archer',
      given_name: 'Ann',
      picture: 'https://graph.microsoft.com/v1.0/me/photo/$value',
      email: EMAIL,
    },
    subject: '00000000-0000-0000-66f3-3332eca7ea81',
  },
  {
    name: 'Okta, groups and address from userinfo alone',
    settings: { scopes: ['openid', 'profile', 'email', 'groups'] },
    terms: {},
    mapping: 'Data staff',
    token: {
      sub: '00uid4BxXw6I6TV4m0g3',
      ver: 1,
      amr: ['pwd', 'mfa'],
      idp: '00o1t1qtcFSnnqGGB4x7',
      at_hash: undefined,
    },
    userinfo: {
      sub: '00uid4BxXw6I6TV4m0g3',
      name: 'Ann Archer',
      nickname: 'Ann',
      locale: 'en-US',
      email: EMAIL,
      email_verified: true,
      preferred_username: EMAIL,
      zoneinfo: 'America/Los_Angeles',
      updated_at: 1_311_280_970,
      groups: ['Everyone', 'Data staff'],
    },
    subject: '00uid4BxXw6I6TV4m0g3',
  },
  {
    name: 'Keycloak, a group without its path',
    settings: { claims: { groups: 'groups' } },
    terms: {},
    mapping: 'data-staff',
    token: {
      sub: '5cba2f4e-7a36-4b0e-9c5a-3a1b0b6c8a11',
      typ: 'ID',
      azp: 'kasbah',
      sid: '0f8b1d1a-b8a3-4a4c-a0f4-0a6a5a4c3c5e',
      acr: '1',
      email_verified: true,
      name: 'Ann Archer',
      groups: ['data-staff'],
      preferred_username: 'ann',
      email: EMAIL,
    },
    userinfo: { sub: '5cba2f4e-7a36-4b0e-9c5a-3a1b0b6c8a11', email_verified: true, groups: ['data-staff'] },
    subject: '5cba2f4e-7a36-4b0e-9c5a-3a1b0b6c8a11',
  },
  {
    name: 'Keycloak, a role of the realm',
    settings: { claims: { groups: 'realm_access.roles' } },
    terms: {},
    mapping: 'data-staff',
    token: {
      sub: '5cba2f4e-7a36-4b0e-9c5a-3a1b0b6c8a12',
      email_verified: true,
      name: 'Ann Archer',
      email: EMAIL,
      realm_access: { roles: ['default-roles-acme', 'data-staff'] },
    },
    userinfo: { sub: '5cba2f4e-7a36-4b0e-9c5a-3a1b0b6c8a12' },
    subject: '5cba2f4e-7a36-4b0e-9c5a-3a1b0b6c8a12',
  },
  {
    name: 'PingOne, groups by name',
    settings: { claims: { groups: 'groups' } },
    terms: { email_trusted: true },
    mapping: 'Data staff',
    token: {
      sub: 'e2bb60f8-16fc-4e2d-9f3a-0a6a4b0c2d11',
      sid: 'b8a51ae8-7d9d-4e31-9b36-3c8a2d5e7a44',
      amr: ['pwd'],
      env: 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
      org: '97ba44f2-f7ee-4144-aa95-9e636b57c096',
      preferred_username: 'ann',
      groups: ['Data staff'],
      email: EMAIL,
      name: 'Ann Archer',
    },
    userinfo: { sub: 'e2bb60f8-16fc-4e2d-9f3a-0a6a4b0c2d11', updated_at: 1_700_000_000 },
    subject: 'e2bb60f8-16fc-4e2d-9f3a-0a6a4b0c2d11',
  },
  {
    name: 'Google Workspace',
    settings: { required_claims: { hd: 'alpha.example' }, parameters: { hd: 'alpha.example' } },
    terms: {},
    mapping: '',
    token: {
      azp: '1234987819200.apps.googleusercontent.com',
      sub: '10769150350006150715113082367',
      hd: 'alpha.example',
      email: EMAIL,
      email_verified: true,
      name: 'Ann Archer',
    },
    userinfo: {
      sub: '10769150350006150715113082367',
      name: 'Ann Archer',
      picture: 'https://lh3.googleusercontent.com/a/x',
      email: EMAIL,
      email_verified: true,
      hd: 'alpha.example',
    },
    subject: '10769150350006150715113082367',
  },
]

const bare = (pem: string): string => pem.replace(/-----.*-----/g, '').trim()

/** ADFS and Entra ID publish WS-Federation beside SAML in one entity, both with its own certificates, and begin with a byte order mark. */
export const federationMetadata = (certificate: string): string =>
  `\uFEFF<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_bfc6fd5b-0a4d-4b0b-9c5e-1d6a1b0a2f33" entityID="http://adfs.alpha.example/adfs/services/trust" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><RoleDescriptor xsi:type="fed:ApplicationServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/ws-sx/ws-trust/200512 http://docs.oasis-open.org/wsfed/federation/200706" ServiceDisplayName="Alpha" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706"><KeyDescriptor use="encryption"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bare(certificate)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><fed:ClaimTypesRequested><auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" Optional="true" xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706"><auth:DisplayName>E-Mail Address</auth:DisplayName></auth:ClaimType></fed:ClaimTypesRequested></RoleDescriptor><SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://adfs.alpha.example/adfs/ls/" index="0" isDefault="true"/></SPSSODescriptor><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="encryption"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bare(certificate)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bare(certificate)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://adfs.alpha.example/adfs/ls/"/><NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://adfs.alpha.example/adfs/ls/"/><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://adfs.alpha.example/adfs/ls/"/><Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="E-Mail Address" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/></IDPSSODescriptor></EntityDescriptor>`

/** Google: an end in some years, addresses for NameIDs, a query in the entity id. */
export const googleMetadata = (certificate: string): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="no"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://accounts.google.com/o/saml2?idpid=C01abc2de" validUntil="2099-03-01T10:20:30.000Z"><md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${bare(certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://accounts.google.com/o/saml2/idp?idpid=C01abc2de"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://accounts.google.com/o/saml2/idp?idpid=C01abc2de"/></md:IDPSSODescriptor></md:EntityDescriptor>`
