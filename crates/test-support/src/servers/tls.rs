//! Certificates for the test servers.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};

use super::ServerResult;

/// A certificate authority of its own, and a certificate for `localhost` and 127.0.0.1 signed by it.
///
/// Two certificates and not one self-signed: rustls refuses an authority's certificate as a server's.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// What a client has to trust, PEM.
    pub authority_pem: String,
    /// The server's certificate, PEM.
    pub server_pem: String,
    /// The server's private key, PEM.
    pub key_pem: String,
}

/// Makes fresh certificates.
pub fn issue_certificates() -> ServerResult<Certificates> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
        .distinguished_name
        .push(DnType::CommonName, "Rapport test authority");
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let key = KeyPair::generate()?;
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let server = CertificateParams::new(names)?.signed_by(&key, &issuer)?;
    Ok(Certificates {
        authority_pem,
        server_pem: server.pem(),
        key_pem: key.serialize_pem(),
    })
}
