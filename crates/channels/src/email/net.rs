//! Connections: names to addresses, TCP, TLS, each step with its own failure.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Failure, FailureCode};

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// Plain text first, then TLS; without it nothing else is said.
    StartTls,
    /// No encryption, for servers on the same machine or network.
    Plain,
}

/// A connection, encrypted or not.
pub(crate) enum NetStream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// The addresses of a host.
pub(crate) async fn resolve(host: &str, port: u16, limit: Duration) -> Result<Vec<SocketAddr>, Failure> {
    let failed = |why: String| Failure::new(FailureCode::DnsFailed, format!("{host}: {why}"));
    let found = timeout(limit, tokio::net::lookup_host((host, port)))
        .await
        .map_err(|_| failed("the name server did not answer in time".to_owned()))?
        .map_err(|why| failed(why.to_string()))?;
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.is_empty() {
        Err(failed("no address".to_owned()))
    } else {
        Ok(addresses)
    }
}

/// A connection to the first address that takes one.
pub(crate) async fn connect(addresses: &[SocketAddr], limit: Duration) -> Result<TcpStream, Failure> {
    // The time is shared, so that a dead first address (IPv6 without a route) does not use up all of it.
    let share = limit / u32::try_from(addresses.len().max(1)).unwrap_or(1);
    let mut last = Failure::new(FailureCode::Unreachable, "no address to connect to");
    for address in addresses {
        last = match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Commands are short and each waits for its answer.
                stream
                    .set_nodelay(true)
                    .map_err(|why| Failure::from_io(&why, "connecting"))?;
                return Ok(stream);
            }
            Ok(Err(why)) => Failure::from_io(&why, &format!("connecting to {address}")),
            Err(_) => Failure::new(
                FailureCode::Timeout,
                format!("connecting to {address}: no answer"),
            ),
        };
    }
    Err(last)
}

/// TLS over a connection.
pub(crate) async fn encrypt(
    stream: TcpStream,
    host: &str,
    config: Arc<ClientConfig>,
    limit: Duration,
) -> Result<NetStream, Failure> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        Failure::new(
            FailureCode::CertificateNameMismatch,
            format!("\"{host}\" is no server name"),
        )
    })?;
    let handshake = TlsConnector::from(config).connect(name, stream);
    match timeout(limit, handshake).await {
        Ok(Ok(stream)) => Ok(NetStream::Tls(Box::new(stream))),
        Ok(Err(why)) if crate::tls::classify(&why).is_none() => Err(Failure::new(
            FailureCode::TlsFailed,
            format!("TLS handshake: {why}"),
        )),
        Ok(Err(why)) => Err(Failure::from_io(&why, "TLS handshake")),
        Err(_) => Err(Failure::new(FailureCode::Timeout, "TLS handshake: no answer")),
    }
}

impl AsyncRead for NetStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for NetStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
