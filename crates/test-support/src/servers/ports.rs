//! Ports for servers that cannot be asked to choose one themselves.

use std::net::{Ipv4Addr, TcpListener};

use rand::Rng as _;

/// Below the range from which Linux takes the ports of outgoing connections (32768 and up): a port from that range
/// could be taken by any client of any test between a server's stop and its restart on the same port.
const RANGE: std::ops::Range<u16> = 15_000..32_000;

/// A loopback port that nothing listens on at this moment.
///
/// # Panics
/// When a hundred tries in a row hit a taken port, which means that the machine is not usable for the tests.
pub fn free_port() -> u16 {
    let mut random = rand::rng();
    (0..100)
        .map(|_| random.random_range(RANGE))
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port on 127.0.0.1 between 15000 and 32000")
}
