//! TLS for the outside: rustls with `ring`, the system's trusted roots, and what an administrator adds to them.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::email::{Failure, FailureCode};

/// Makes `ring` the process's TLS provider. Call it once at start, before the first connection of any kind; further
/// calls do nothing.
pub fn install_tls() {
    // An error says that somebody installed a provider before; then that one serves.
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
}

/// How a server's certificate is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// Certificates (PEM, one or several) that are trusted besides the system's.
    pub extra_ca_pem: Option<String>,
    /// Take any certificate. The connection is encrypted, but who is at the other end is anybody's guess.
    pub accept_invalid_certs: bool,
}

impl TlsOptions {
    /// The extra certificates.
    pub(crate) fn extra_roots(&self) -> Result<Vec<CertificateDer<'static>>, Failure> {
        let Some(pem) = self.extra_ca_pem.as_deref().filter(|pem| !pem.trim().is_empty()) else {
            return Ok(Vec::new());
        };
        let roots: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|why| {
                Failure::new(
                    FailureCode::CertificateUntrusted,
                    format!("the extra certificate is no PEM: {why}"),
                )
            })?;
        if roots.is_empty() {
            return Err(Failure::new(
                FailureCode::CertificateUntrusted,
                "the extra certificate holds no PEM certificate",
            ));
        }
        Ok(roots)
    }

    /// The configuration for connections that this crate encrypts itself.
    pub(crate) fn client_config(&self) -> Result<Arc<ClientConfig>, Failure> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls_failed = |why: rustls::Error| Failure::new(FailureCode::TlsFailed, why.to_string());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(tls_failed)?
            .dangerous();
        let verifier: Arc<dyn ServerCertVerifier> = if self.accept_invalid_certs {
            Arc::new(AnyCertificate(provider))
        } else {
            Arc::new(Verifier::new_with_extra_roots(self.extra_roots()?, provider).map_err(tls_failed)?)
        };
        Ok(Arc::new(
            builder
                .with_custom_certificate_verifier(verifier)
                .with_no_client_auth(),
        ))
    }
}

/// Takes every certificate, but still checks that the server holds its key.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// What a failed handshake means, from whatever layer reports it.
pub(crate) fn classify(error: &(dyn std::error::Error + 'static)) -> Option<Failure> {
    let tls = find_rustls(error)?;
    let code = match tls {
        rustls::Error::InvalidCertificate(why) => certificate_code(why),
        // Text where a TLS record should be: the port speaks plain text first.
        rustls::Error::InvalidMessage(_) => FailureCode::TlsWrongPort,
        _ => FailureCode::TlsFailed,
    };
    Some(Failure::new(code, tls.to_string()))
}

fn certificate_code(why: &rustls::CertificateError) -> FailureCode {
    use rustls::CertificateError as E;
    match why {
        E::NotValidForName | E::NotValidForNameContext { .. } => FailureCode::CertificateNameMismatch,
        E::Expired | E::ExpiredContext { .. } | E::NotValidYet | E::NotValidYetContext { .. } => {
            FailureCode::CertificateExpired
        }
        _ => FailureCode::CertificateUntrusted,
    }
}

/// Digs through wrappers: `io::Error` hides what it carries from `source()`.
fn find_rustls<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        if let Some(inner) = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            return find_rustls(inner);
        }
        current = error.source();
    }
    None
}
