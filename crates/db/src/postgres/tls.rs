//! TLS to the server, with rustls, by the `sslmode` of the URL:
//!
//! - `disable`: none. What is assumed for this machine itself (loopback, Unix sockets).
//! - `prefer`: encrypted when the server offers it, its certificate not checked. What is assumed for all other servers.
//! - `require`: encrypted, its certificate not checked.
//! - `verify-ca`, `verify-full`: encrypted and checked, name included, against the system's authorities or the file of
//!   `sslrootcert`. Naming a `sslrootcert` turns `prefer` and `require` into this.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect};

use crate::error::{DbError, DbResult};

/// Reads the URL: where to connect, and how to encrypt.
pub(super) fn configure(url: &str) -> DbResult<(tokio_postgres::Config, RustlsConnect)> {
    let mut mode = None;
    let mut roots = None;
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    // The driver knows fewer modes and no root certificates, so these two never reach it.
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| match pair.split_once('=') {
            Some(("sslmode", value)) => {
                mode = Some(value);
                false
            }
            Some(("sslrootcert", value)) => {
                roots = Some(PathBuf::from(value));
                false
            }
            _ => !pair.is_empty(),
        })
        .collect();
    let plain = if rest.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", rest.join("&"))
    };
    // The parser's messages name the bad part of the URL, which may be the password.
    let mut config: tokio_postgres::Config = plain
        .parse()
        .map_err(|_| DbError::Config("the PostgreSQL URL cannot be read".to_owned()))?;
    let (ssl_mode, verified) = match mode {
        None if is_local(&config) => (SslMode::Disable, false),
        None | Some("prefer") => (SslMode::Prefer, false),
        Some("disable") => (SslMode::Disable, false),
        Some("require") => (SslMode::Require, false),
        Some("verify-ca" | "verify-full") => (SslMode::Require, true),
        Some(other) => return Err(DbError::Config(format!("sslmode={other} is not known"))),
    };
    let verified = verified || (roots.is_some() && ssl_mode != SslMode::Disable);
    config.ssl_mode(if verified { SslMode::Require } else { ssl_mode });
    let tls = if verified { verifying(roots)? } else { accepting()? };
    Ok((config, RustlsConnect(Arc::new(tls))))
}

/// Whether the server is this machine.
fn is_local(config: &tokio_postgres::Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
    })
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn failed(error: impl std::fmt::Display) -> DbError {
    DbError::Config(format!("TLS: {error}"))
}

fn verifying(roots: Option<PathBuf>) -> DbResult<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions().map_err(failed)?;
    let Some(path) = roots else {
        let builder = builder.with_platform_verifier().map_err(failed)?;
        return Ok(builder.with_no_client_auth());
    };
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(&path).map_err(failed)? {
        store.add(certificate.map_err(failed)?).map_err(failed)?;
    }
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

fn accepting() -> DbResult<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions().map_err(failed)?;
    let verifier = Arc::new(AcceptAny(provider()));
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// Encryption without knowing to whom, as `require` has always meant for PostgreSQL's clients.
#[derive(Debug)]
struct AcceptAny(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Makes TLS connections for the driver.
#[derive(Clone)]
pub(super) struct RustlsConnect(Arc<ClientConfig>);

impl<S> MakeTlsConnect<S> for RustlsConnect
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Encrypted<S>;
    type TlsConnect = RustlsHandshake;
    type Error = rustls_pki_types::InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> Result<RustlsHandshake, Self::Error> {
        // A Unix socket has no name; it is never encrypted, but the driver asks all the same.
        let name = ServerName::try_from(if host.is_empty() { "localhost" } else { host })?.to_owned();
        Ok(RustlsHandshake {
            config: Arc::clone(&self.0),
            name,
        })
    }
}

pub(super) struct RustlsHandshake {
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
}

impl<S> TlsConnect<S> for RustlsHandshake
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Encrypted<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let handshake = tokio_rustls::TlsConnector::from(self.config).connect(self.name, stream);
        Box::pin(async move { handshake.await.map(|stream| Encrypted(Box::new(stream))) })
    }
}

/// An encrypted connection.
pub(super) struct Encrypted<S>(Box<tokio_rustls::client::TlsStream<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> tokio_postgres::tls::TlsStream for Encrypted<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Encrypted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, out)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Encrypted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        configure(url).unwrap().0.get_ssl_mode()
    }

    #[test]
    fn the_mode_is_taken_from_the_url_or_from_where_the_server_is() {
        assert_eq!(mode("postgres://u:p@127.0.0.1:5432/db"), SslMode::Disable);
        assert_eq!(mode("postgres://u@/db?host=/run/postgresql"), SslMode::Disable);
        assert_eq!(mode("postgres://u:p@db.example.test/db"), SslMode::Prefer);
        assert_eq!(
            mode("postgres://u:p@db.example.test/db?sslmode=verify-full"),
            SslMode::Require
        );
        assert_eq!(
            mode("postgres://u:p@localhost/db?application_name=x&sslmode=require"),
            SslMode::Require
        );
        assert!(configure("postgres://u:p@localhost/db?sslmode=maybe").is_err());
    }

    #[test]
    fn a_bad_url_does_not_show_its_password() {
        let Err(error) = configure("postgres://user:hunter2@host:notaport/db") else {
            panic!("accepted")
        };
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
