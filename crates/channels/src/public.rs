//! Which addresses of the network may be called when somebody else names them: those of the open internet alone.
//!
//! A name is judged by where it leads at the moment of the connection, not before: names can be pointed elsewhere in between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// It leads into a private network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address leads to a private network")]
pub struct NotPublic;

/// Only addresses of the open internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PublicOnly {
    /// And those of this machine: for tests with a server of their own.
    pub allow_loopback: bool,
}

impl PublicOnly {
    /// Whether an address may be called.
    #[must_use]
    pub fn allows(self, ip: IpAddr) -> bool {
        is_public(ip) || (self.allow_loopback && ip.is_loopback())
    }

    /// The addresses of a name that may be called.
    pub(crate) async fn look_up(
        self,
        name: &str,
    ) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
        let found: Vec<SocketAddr> = tokio::net::lookup_host((name, 0)).await?.collect();
        Ok(self.judge(found)?)
    }

    /// Fails rather than to call those that are left when one may not be called: a name that leads outside and inside at once was made
    /// to deceive.
    fn judge(self, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NotPublic> {
        if found.iter().any(|address| !self.allows(address.ip())) {
            return Err(NotPublic);
        }
        Ok(found)
    }

    /// The same rule for the addresses that a connection is made to: what was checked is what is called.
    pub(crate) fn resolver(self) -> Arc<impl Resolve> {
        Arc::new(Guarded(self))
    }
}

struct Guarded(PublicOnly);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let rule = self.0;
        Box::pin(async move {
            let found = rule.look_up(name.as_str()).await?;
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address is one of the open internet.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// All but the special-purpose addresses of RFC 6890 and what came later.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

/// Global unicast (2000::/3) alone, without what carries an address of the other kind inside: that one may be anything.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let special = match first {
        // Teredo, benchmarks, ORCHID; documentation.
        0x2001 => second < 0x200 || second == 0x0db8,
        // 6to4.
        0x2002 => true,
        // Documentation.
        0x3fff => second < 0x1000,
        _ => false,
    };
    first & 0xe000 == 0x2000 && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_public() {
        for public in ["8.8.8.8", "142.250.1.95", "2a00:1450:4001::5f", "2606:4700::1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "198.18.0.1",
            "::",
            "ff02::1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn a_name_that_leads_inside_too_is_not_called_at_all() {
        let found = |addresses: &[&str]| -> Vec<SocketAddr> {
            addresses
                .iter()
                .map(|ip| SocketAddr::new(ip.parse().unwrap(), 0))
                .collect()
        };
        let strict = PublicOnly::default();
        let outside = found(&["8.8.8.8", "2606:4700::1"]);
        assert_eq!(strict.judge(outside.clone()), Ok(outside));
        for inside in [
            "10.0.0.8",
            "169.254.169.254",
            "127.0.0.1",
            "::1",
            "fd00::1",
            "::ffff:10.0.0.8",
        ] {
            assert_eq!(
                strict.judge(found(&["8.8.8.8", inside])),
                Err(NotPublic),
                "{inside}"
            );
        }
        let test = PublicOnly { allow_loopback: true };
        assert!(test.judge(found(&["127.0.0.1"])).is_ok());
        assert_eq!(test.judge(found(&["10.0.0.8"])), Err(NotPublic));
    }
}
