//! Which addresses of push services are called. They come from browsers, that is from anybody who can sign in.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::Resolve;
use tokio::time::timeout;
use url::{Host, Url};

use crate::public::{NotPublic, PublicOnly};

/// The longest address; those in use have some 200 characters.
const LONGEST: usize = 1000;
/// Longest wait for a name server.
const LOOK_UP_LIMIT: Duration = Duration::from_secs(5);

/// Why an address is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// No URL, or one that is too long.
    #[error("the address of the push service is not valid")]
    Malformed,
    /// Not HTTPS, another port, or a name and password in it.
    #[error("the address of the push service must be a plain https address")]
    NotHttps,
    /// It leads into a private network.
    #[error("the address of the push service leads to a private network")]
    Private,
}

/// What addresses must be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndpointRules {
    /// Take addresses of this machine, without encryption and at any port too: for tests with a push service of their own.
    pub allow_loopback: bool,
}

impl EndpointRules {
    /// Checks what can be seen from the address itself.
    ///
    /// # Errors
    /// [`EndpointError`].
    pub fn check(self, endpoint: &str) -> Result<Url, EndpointError> {
        if endpoint.len() > LONGEST {
            return Err(EndpointError::Malformed);
        }
        let url = Url::parse(endpoint).map_err(|_| EndpointError::Malformed)?;
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            Some(Host::Domain(_)) => None,
            None => return Err(EndpointError::Malformed),
        };
        let local = self.allow_loopback && ip.is_some_and(|ip| ip.is_loopback());
        let bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        let plain_https = url.scheme() == "https" && bare;
        if !(local || plain_https) {
            return Err(EndpointError::NotHttps);
        }
        if ip.is_some_and(|ip| !self.allows(ip)) {
            return Err(EndpointError::Private);
        }
        Ok(url)
    }

    /// As [`EndpointRules::check`], and looks the name up: for a clear answer to who gives the address. It is looked up again for
    /// each connection, because names can be pointed elsewhere. A name that cannot be looked up now passes.
    ///
    /// # Errors
    /// [`EndpointError`].
    pub async fn check_name(self, endpoint: &str) -> Result<Url, EndpointError> {
        let url = self.check(endpoint)?;
        if let Some(Host::Domain(name)) = url.host()
            && let Ok(Err(error)) = timeout(LOOK_UP_LIMIT, self.names().look_up(name)).await
            && error.downcast_ref::<NotPublic>().is_some()
        {
            return Err(EndpointError::Private);
        }
        Ok(url)
    }

    fn allows(self, ip: IpAddr) -> bool {
        self.names().allows(ip)
    }

    const fn names(self) -> PublicOnly {
        PublicOnly {
            allow_loopback: self.allow_loopback,
        }
    }

    /// The same rules for the addresses that a connection is made to: what was checked is what is called.
    pub(super) fn resolver(self) -> Arc<impl Resolve> {
        self.names().resolver()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: EndpointRules = EndpointRules {
        allow_loopback: false,
    };
    const TEST: EndpointRules = EndpointRules { allow_loopback: true };

    #[test]
    fn addresses_of_the_services_in_use_pass() {
        for good in [
            "https://fcm.googleapis.com/fcm/send/c1:APA91b",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://web.push.apple.com/QGuQyavXutnMH",
            "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d",
            "https://push.example.com:443/x",
        ] {
            assert!(STRICT.check(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn whatever_else_is_refused() {
        use EndpointError::{Malformed, NotHttps, Private};
        for (bad, why) in [
            ("", Malformed),
            ("fcm.googleapis.com", Malformed),
            ("data:text/plain,x", Malformed),
            ("http://push.example.com/x", NotHttps),
            ("file:///etc/passwd", Malformed),
            ("https://push.example.com:8443/x", NotHttps),
            ("https://user@push.example.com/x", NotHttps),
            ("https://127.0.0.1/x", Private),
            ("https://2130706433/x", Private),
            ("https://0x7f.1/x", Private),
            ("https://10.0.0.8/x", Private),
            ("https://169.254.169.254/latest/meta-data", Private),
            ("https://100.64.0.1/x", Private),
            ("https://[::1]/x", Private),
            ("https://[fd00::1]/x", Private),
            ("https://[fe80::1]/x", Private),
            ("https://[::ffff:10.0.0.8]/x", Private),
            ("https://[64:ff9b::a00:8]/x", Private),
            ("https://[2002:a00:8::]/x", Private),
        ] {
            assert_eq!(STRICT.check(bad).err(), Some(why), "{bad}");
        }
        assert_eq!(
            STRICT
                .check(&format!("https://push.example.com/{}", "x".repeat(1000)))
                .err(),
            Some(Malformed)
        );
    }

    #[test]
    fn a_test_may_use_this_machine_and_no_other() {
        assert!(TEST.check("http://127.0.0.1:4242/x").is_ok());
        assert_eq!(
            TEST.check("http://10.0.0.8:4242/x").err(),
            Some(EndpointError::NotHttps)
        );
        assert_eq!(
            TEST.check("https://10.0.0.8/x").err(),
            Some(EndpointError::Private)
        );
    }

    #[tokio::test]
    async fn a_name_is_judged_by_where_it_leads() {
        assert_eq!(
            STRICT.check_name("https://localhost/x").await.err(),
            Some(EndpointError::Private)
        );
        assert!(TEST.check_name("https://localhost/x").await.is_ok());
    }
}
