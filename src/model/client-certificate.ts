/** How a client's certificate reaches us: in headers of a proxy that has ended its TLS. Believed of trusted proxies alone. */
export interface CertificateHeaders {
  /** Lower case. It holds the certificate: PEM, or base64 of DER, escaped as in an address. */
  readonly certificate: string
  /** Lower case. It says `SUCCESS` when the proxy knows who issued it; absent: nobody vouches for an issuer. */
  readonly verified?: string
}
