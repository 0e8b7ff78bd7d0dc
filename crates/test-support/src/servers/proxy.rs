//! A small reverse proxy for TCP: connections go to the servers behind it in turn, and to another one when one does not answer.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// The proxy; it ends with this value, and its connections with it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    accepting: AbortHandle,
    open: Arc<Mutex<Vec<AbortHandle>>>,
}

impl Proxy {
    /// Begins to listen before these servers.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn before(servers: Vec<SocketAddr>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("the port's address");
        let open = Arc::<Mutex<Vec<AbortHandle>>>::default();
        let accepting = tokio::spawn(accept(listener, servers, Arc::clone(&open))).abort_handle();
        Self {
            address,
            accepting,
            open,
        }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts all connections that are open, without a goodbye.
    pub fn cut_all(&self) {
        for connection in self.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            connection.abort();
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut_all();
    }
}

async fn accept(listener: TcpListener, servers: Vec<SocketAddr>, open: Arc<Mutex<Vec<AbortHandle>>>) {
    let next = AtomicUsize::new(0);
    while let Ok((client, _)) = listener.accept().await {
        let first = next.fetch_add(1, Ordering::Relaxed);
        let mut servers = servers.clone();
        let turn = first % servers.len().max(1);
        servers.rotate_left(turn);
        let connection = tokio::spawn(pass_on(client, servers)).abort_handle();
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|connection| !connection.is_finished());
        open.push(connection);
    }
}

async fn pass_on(mut client: TcpStream, servers: Vec<SocketAddr>) {
    for server in servers {
        if let Ok(mut server) = TcpStream::connect(server).await {
            // Either side may break off at any time; the other one then sees the end.
            let _ended = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            return;
        }
    }
}
