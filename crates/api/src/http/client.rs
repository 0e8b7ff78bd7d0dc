//! Who is at the other end of the connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use app::App;
use app::sessions::Visitor;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

/// The address of the client, unknown when the server was built without connection information.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub Option<IpAddr>);

impl Client {
    /// What limits are counted under: the address, or the /64 network of an IPv6 one, all of which one household or attacker has.
    /// Clients whose address is not known share one key.
    #[must_use]
    pub fn network(self) -> IpAddr {
        match self.0 {
            Some(IpAddr::V6(v6)) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            Some(v4) => v4,
            None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        }
    }

    /// The client of a request that passed `find_client`.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self(None))
    }
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |ip| ip.fmt(f))
    }
}

/// Finds out the client once, for everything further in.
pub(super) async fn find_client(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    let forwarded = app
        .core()
        .options
        .trusted_proxies
        .then(|| forwarded_for(request.headers()))
        .flatten();
    let client = Client(forwarded.or(peer).map(|ip| ip.to_canonical()));
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// The last address of `X-Forwarded-For`: the one that the proxy in front of us wrote. Those before it came with the request, and the
/// client could write there what it liked.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = last.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse()
        .ok()
        .or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .or_else(|| {
            last.strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))?
                .parse()
                .ok()
        })
}

/// Where a request comes from, for sign-ins.
pub struct Visit {
    ip: String,
    user_agent: String,
}

impl Visit {
    /// As use cases take it.
    #[must_use]
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor {
            ip: &self.ip,
            user_agent: &self.user_agent,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self {
            ip: Client::of(&parts.extensions).to_string(),
            user_agent: parts
                .headers
                .get(header::USER_AGENT)
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|v| {
                (
                    axum::http::HeaderName::from_static("x-forwarded-for"),
                    v.parse().unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn only_what_the_nearest_proxy_wrote_is_believed() {
        let found = |values: &[&str]| forwarded_for(&headers(values)).map(|ip| ip.to_string());
        assert_eq!(found(&["6.6.6.6, 192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(found(&["6.6.6.6", "192.0.2.7"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(found(&["192.0.2.7:4711"]).as_deref(), Some("192.0.2.7"));
        assert_eq!(found(&["[2001:db8::1]:4711"]).as_deref(), Some("2001:db8::1"));
        assert_eq!(found(&["[2001:db8::1]"]).as_deref(), Some("2001:db8::1"));
        assert_eq!(found(&["unknown"]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn limits_count_an_ipv6_network_as_one() {
        let network = |ip: &str| Client(Some(ip.parse().unwrap())).network();
        assert_eq!(network("2001:db8:1:2::a"), network("2001:db8:1:2:ffff::b"));
        assert_ne!(network("2001:db8:1:2::a"), network("2001:db8:1:3::a"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
