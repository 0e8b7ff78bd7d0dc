//! One connection: opening it step by step, signing in, and the transaction of a mail.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials as Login, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::error::{self, Failed, Reply};
use super::{RawMail, SmtpSettings, SmtpTiming};
use crate::driver::{Receipt, SendError};
use crate::email::auth::{self, Credentials};
use crate::email::net::{self, NetStream, Security};
use crate::email::{Failure, FailureCode};

/// An open connection, signed in.
pub(crate) struct Connection {
    inner: AsyncSmtpConnection,
    timing: SmtpTiming,
    features: Features,
    usable: bool,
}

/// What EHLO told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Features {
    /// The largest mail in bytes.
    pub(crate) size: Option<u64>,
    pub(crate) eight_bit: bool,
    pub(crate) utf8: bool,
    /// Mechanisms, in upper case.
    pub(crate) auth: Vec<String>,
}

impl AsyncTokioStream for NetStream {
    fn peer_addr(&self) -> std::io::Result<SocketAddr> {
        match self {
            Self::Plain(stream) => stream.peer_addr(),
            Self::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl std::fmt::Debug for NetStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::Tls(_)) {
            "Tls"
        } else {
            "Plain"
        })
    }
}

/// A command as a line.
struct Line(String);

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\r\n", self.0)
    }
}

impl Connection {
    /// Connects and signs in; a refused token is renewed once.
    pub(crate) async fn open(settings: &SmtpSettings) -> Result<Self, Failure> {
        let mut force_refresh = false;
        loop {
            let credentials = settings.auth.credentials(force_refresh).await?;
            let addresses = net::resolve(&settings.host, settings.port, settings.timing.connect).await?;
            let tcp = net::connect(&addresses, settings.timing.connect).await?;
            let mut connection = Self::greet(tcp, settings).await?;
            match connection.login(&settings.username, &credentials).await {
                Ok(()) => return Ok(connection),
                Err(failure)
                    if !force_refresh
                        && settings.auth.can_refresh()
                        && failure.code == FailureCode::OauthSignInAgain =>
                {
                    force_refresh = true;
                }
                Err(failure) => return Err(failure),
            }
        }
    }

    /// TLS as set up, greeting and EHLO over a fresh TCP connection.
    pub(crate) async fn greet(tcp: TcpStream, settings: &SmtpSettings) -> Result<Self, Failure> {
        let stream = if settings.security == Security::Tls {
            net::encrypt(
                tcp,
                &settings.host,
                settings.tls.client_config()?,
                settings.timing.connect,
            )
            .await?
        } else {
            NetStream::Plain(tcp)
        };
        let hello = ClientId::Domain(hello_name(settings));
        let limit = settings.timing.command;
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
        let mut inner = within(limit, "greeting", greeting).await?;
        if settings.security == Security::StartTls {
            if !inner.can_starttls() {
                let offered = "the server does not list STARTTLS among its extensions";
                return Err(Failure::new(FailureCode::StarttlsUnsupported, offered));
            }
            within(
                limit,
                "STARTTLS",
                inner.starttls(tls_parameters(settings)?, &hello),
            )
            .await?;
        }
        // Asked for by hand: the library does not keep the size limit.
        let answer = within(limit, "EHLO", inner.command(Line(format!("EHLO {hello}")))).await?;
        Ok(Self {
            inner,
            timing: settings.timing,
            features: Features::of(&answer),
            usable: true,
        })
    }

    pub(crate) const fn features(&self) -> &Features {
        &self.features
    }

    /// Signs in.
    pub(crate) async fn login(&mut self, username: &str, credentials: &Credentials) -> Result<(), Failure> {
        match credentials {
            Credentials::None => Ok(()),
            Credentials::Bearer(token) => {
                if !self.features.offers("XOAUTH2") {
                    return Err(Failure::new(
                        FailureCode::AuthUnsupported,
                        "the server does not offer XOAUTH2",
                    ));
                }
                self.xoauth2(&auth::xoauth2(username, token)).await
            }
            Credentials::Password(password) => {
                if !self.features.offers("PLAIN") && !self.features.offers("LOGIN") {
                    return Err(self.features.no_password());
                }
                let login = Login::new(username.to_owned(), password.expose().to_owned());
                let mechanisms = [Mechanism::Plain, Mechanism::Login];
                let attempt = self.inner.auth(&mechanisms, &login);
                match timeout(self.timing.command, attempt).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(why)) => Err(login_failure(&why, false, None)),
                    Err(_) => Err(Failure::new(FailureCode::Timeout, "login: no answer")),
                }
            }
        }
    }

    /// By hand, because a refusal comes as a challenge with the reason in it.
    async fn xoauth2(&mut self, initial: &str) -> Result<(), Failure> {
        let limit = self.timing.command;
        let first = timeout(limit, self.inner.command(Line(format!("AUTH XOAUTH2 {initial}")))).await;
        let answer = match first {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => return Err(login_failure(&why, true, None)),
            Err(_) => return Err(Failure::new(FailureCode::Timeout, "login: no answer")),
        };
        if !answer.has_code(334) {
            return Ok(());
        }
        let reason = answer.first_line().map(auth::challenge_text).unwrap_or_default();
        match timeout(limit, self.inner.command(Line(String::new()))).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(why)) => Err(login_failure(&why, true, Some(&reason))),
            Err(_) => Err(Failure::new(FailureCode::Timeout, "login: no answer")),
        }
    }

    /// Whether another mail may go over this connection.
    pub(super) const fn is_usable(&self) -> bool {
        self.usable
    }

    /// Says good-bye; the answer does not matter.
    pub(crate) async fn quit(mut self) {
        let _the_connection_ends_either_way = timeout(Duration::from_secs(2), self.inner.quit()).await;
    }

    /// Hands one mail over.
    pub(super) async fn transaction(&mut self, mail: &RawMail) -> Result<Receipt, Failed> {
        // Not again over this connection unless the transaction comes to a clean end.
        self.usable = false;
        let parameters = self.mail_parameters(mail).map_err(certain)?;
        let from = Line(format!("MAIL FROM:<{}>{parameters}", mail.envelope_from));
        if let Err(why) = self.command(from).await {
            let before_envelope = matches!(&why, Trouble::Connection(_));
            return Err(Failed {
                before_envelope,
                error: self.trouble(why).await,
            });
        }
        let mut rejected = Vec::new();
        for to in &mail.envelope_to {
            match self.command(Line(format!("RCPT TO:<{to}>"))).await {
                Ok(_) => {}
                Err(Trouble::Refused(reply)) if !reply.is_login() && reply.code != 421 => {
                    rejected.push(reply.rejected(to))
                }
                Err(why) => return Err(certain(self.trouble(why).await)),
            }
        }
        if rejected.len() == mail.envelope_to.len() {
            self.reset().await;
            return Err(certain(error::nobody(rejected)));
        }
        if let Err(why) = self.command(Line("DATA".to_owned())).await {
            return Err(certain(self.trouble(why).await));
        }
        let handing_over = timeout(self.timing.data, self.inner.message(&mail.raw)).await;
        match settle(handing_over, "handing over the mail") {
            Ok(answer) => {
                self.usable = true;
                Ok(Receipt {
                    response: answer.message().collect::<Vec<_>>().join(" "),
                    rejected,
                })
            }
            Err(Trouble::Refused(reply)) => {
                self.usable = reply.code != 421;
                Err(certain(error::refused(reply)))
            }
            // Everything was said but the answer is missing: it may have been taken.
            Err(Trouble::Connection(failure)) => Err(certain(SendError {
                uncertain: true,
                ..error::inbox_problem(failure)
            })),
        }
    }

    fn mail_parameters(&self, mail: &RawMail) -> Result<String, SendError> {
        let size = mail.raw.len() as u64;
        let refused = |message: String| SendError {
            permanent: true,
            message,
            ..error::waits()
        };
        let mut parameters = String::new();
        if let Some(limit) = self.features.size {
            if limit > 0 && size > limit {
                let enhanced = Some("5.3.4".to_owned());
                let message = format!("the mail has {size} bytes, the server takes {limit} at most");
                return Err(SendError {
                    enhanced,
                    ..refused(message)
                });
            }
            parameters = format!(" SIZE={size}");
        }
        if !mail.raw.is_ascii() && self.features.eight_bit {
            parameters.push_str(" BODY=8BITMIME");
        }
        let addresses = mail
            .envelope_to
            .iter()
            .chain(std::iter::once(&mail.envelope_from));
        if let Some(address) = addresses.into_iter().find(|address| !address.is_ascii()) {
            if !self.features.utf8 {
                return Err(refused(format!(
                    "the server cannot deliver to addresses in other scripts such as {address}"
                )));
            }
            parameters.push_str(" SMTPUTF8");
        }
        Ok(parameters)
    }

    async fn command(&mut self, line: Line) -> Result<Response, Trouble> {
        let verb = line.0.split([' ', ':']).next().unwrap_or_default().to_owned();
        settle(
            timeout(self.timing.command, self.inner.command(line)).await,
            &verb,
        )
    }

    /// The error of a transaction; after a refusal the connection is made ready for the next mail.
    async fn trouble(&mut self, trouble: Trouble) -> SendError {
        match trouble {
            Trouble::Refused(reply) => {
                if reply.code != 421 && !reply.is_login() {
                    self.reset().await;
                }
                error::refused(reply)
            }
            Trouble::Connection(failure) => error::inbox_problem(failure),
        }
    }

    async fn reset(&mut self) {
        self.usable = self.command(Line("RSET".to_owned())).await.is_ok();
    }
}

impl Features {
    fn of(answer: &Response) -> Self {
        let mut features = Self::default();
        for line in answer.message() {
            let upper = line.to_ascii_uppercase();
            // Some servers write `AUTH=LOGIN`.
            let mut words = upper.split([' ', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("SIZE") => features.size = words.next().and_then(|size| size.parse().ok()),
                Some("8BITMIME") => features.eight_bit = true,
                Some("SMTPUTF8") => features.utf8 = true,
                Some("AUTH") => features.auth.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        features
    }

    fn offers(&self, mechanism: &str) -> bool {
        self.auth.iter().any(|offered| offered == mechanism)
    }

    fn no_password(&self) -> Failure {
        if self.auth.is_empty() {
            let why =
                "the server offers no login on this connection; many do so only after TLS, relays need none";
            return Failure::new(FailureCode::EncryptionRequired, why);
        }
        let offered = self.auth.join(", ");
        Failure::new(
            FailureCode::AuthUnsupported,
            format!("the server takes no passwords, it offers {offered}"),
        )
    }
}

/// Why a command failed.
enum Trouble {
    Refused(Reply),
    Connection(Failure),
}

fn settle<T>(
    outcome: Result<Result<T, SmtpError>, tokio::time::error::Elapsed>,
    doing: &str,
) -> Result<T, Trouble> {
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(why)) => Err(match Reply::of(&why) {
            Some(reply) => Trouble::Refused(reply),
            None => Trouble::Connection(error::failure(&why, doing)),
        }),
        Err(_) => Err(Trouble::Connection(Failure::new(
            FailureCode::Timeout,
            format!("{doing}: no answer"),
        ))),
    }
}

const fn certain(error: SendError) -> Failed {
    Failed {
        before_envelope: false,
        error,
    }
}

async fn within<T>(
    limit: Duration,
    doing: &str,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Failure> {
    match timeout(limit, work).await {
        Ok(outcome) => outcome.map_err(|why| error::failure(&why, doing)),
        Err(_) => Err(Failure::new(FailureCode::Timeout, format!("{doing}: no answer"))),
    }
}

fn login_failure(why: &SmtpError, with_token: bool, reason: Option<&str>) -> Failure {
    let Some(reply) = Reply::of(why) else {
        return error::failure(why, "login");
    };
    let lower = reply.message.to_lowercase();
    let says = |needles: &[&str]| needles.iter().any(|needle| lower.contains(needle));
    let code = if reply.code < 500 {
        FailureCode::ServerBusy
    } else if reply.code == 530
        || reply.code == 538
        || says(&["must issue a starttls", "encryption required"])
    {
        FailureCode::EncryptionRequired
    } else if says(&[
        "application-specific password",
        "app password",
        "app-specific",
        "basic authentication is disabled",
    ]) || says(&["smtpclientauthentication is disabled", "security defaults policy"])
    {
        FailureCode::AppPasswordNeeded
    } else if with_token {
        FailureCode::OauthSignInAgain
    } else {
        FailureCode::LoginFailed
    };
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    Failure::new(code, format!("login: {}{reason}", reply.message))
}

/// The domain that we send for is the most honest name we have; a literal is always allowed.
fn hello_name(settings: &SmtpSettings) -> String {
    let is_name = |name: &&str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'[' | b']' | b':'))
    };
    let own = settings.hello_name.as_deref().filter(is_name);
    let of_account = || {
        settings
            .username
            .rsplit_once('@')
            .map(|(_, domain)| domain)
            .filter(is_name)
    };
    own.or_else(of_account).unwrap_or("[127.0.0.1]").to_owned()
}

fn tls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, Failure> {
    let mut builder = TlsParameters::builder(settings.host.clone())
        .dangerous_accept_invalid_certs(settings.tls.accept_invalid_certs)
        .dangerous_accept_invalid_hostnames(settings.tls.accept_invalid_certs);
    for root in settings.tls.extra_roots()? {
        let certificate = Certificate::from_der(root.to_vec())
            .map_err(|why| error::failure(&why, "the extra certificate"))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|why| error::failure(&why, "TLS"))
}
