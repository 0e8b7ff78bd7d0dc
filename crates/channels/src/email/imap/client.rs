//! An IMAP connection: commands out, answers in, every outcome checked.

use std::collections::HashSet;

use bytes::Bytes;
use imap_proto::{MailboxDatum, NameAttribute, Response, ResponseCode, Status, StatusAttribute};

use super::frame::{Frame, Framed};
use super::response::{Completion, Outcome, login_failure};
use super::{ImapSettings, OnServer, utf7};
use crate::email::auth::{self, Credentials};
use crate::email::net::{self, NetStream, Security};
use crate::email::{Failure, FailureCode};

/// A connection that has read the greeting, and later one that is logged in.
pub(crate) struct Client {
    pub(super) framed: Framed<NetStream>,
    tag: u32,
    /// In upper case; empty when not asked for yet.
    capabilities: HashSet<String>,
    /// Mails in the open folder, as last announced.
    pub(super) exists: u32,
}

/// A folder as LIST tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FolderInfo {
    /// As people read it.
    pub(crate) name: String,
    /// Whether it can hold mails.
    pub(crate) selectable: bool,
    /// `inbox`, `sent`, `junk`, ... when the server says so.
    pub(crate) special_use: Option<&'static str>,
}

/// The answer to one command.
pub(super) struct Answer {
    pub(super) completion: Completion,
    pub(super) untagged: Vec<Frame>,
}

impl Client {
    /// Connects, and speaks TLS where the settings want it.
    pub(crate) async fn connect(settings: &ImapSettings) -> Result<Self, Failure> {
        let limit = settings.timing.connect;
        let addresses = net::resolve(&settings.host, settings.port, limit).await?;
        let tcp = net::connect(&addresses, limit).await?;
        Self::greet(tcp, settings).await
    }

    /// Takes over a fresh TCP connection.
    pub(crate) async fn greet(tcp: tokio::net::TcpStream, settings: &ImapSettings) -> Result<Self, Failure> {
        let limit = settings.timing.connect;
        if settings.security == Security::Tls {
            let config = settings.tls.client_config()?;
            let stream = net::encrypt(tcp, &settings.host, config, limit).await?;
            let mut client = Self::over(stream, settings);
            client.greeting().await?;
            return Ok(client);
        }
        let mut client = Self::over(NetStream::Plain(tcp), settings);
        client.greeting().await?;
        if settings.security == Security::StartTls {
            client = client.start_tls(settings).await?;
        }
        Ok(client)
    }

    fn over(stream: NetStream, settings: &ImapSettings) -> Self {
        let framed = Framed::new(stream, settings.timing.response, settings.limits.max_mail_bytes);
        Self {
            framed,
            tag: 0,
            capabilities: HashSet::new(),
            exists: 0,
        }
    }

    async fn greeting(&mut self) -> Result<(), Failure> {
        let line = match self.framed.next().await {
            Ok(Frame::Whole(line)) => line,
            Ok(Frame::Oversized { .. }) => Bytes::new(),
            Err(mut failure) => {
                failure.detail = format!("greeting: {}", failure.detail);
                return Err(failure);
            }
        };
        let shown = String::from_utf8_lossy(line.get(..line.len().min(200)).unwrap_or_default())
            .trim()
            .to_owned();
        let greeting = line
            .strip_prefix(b"* ")
            .and_then(Completion::parse)
            .ok_or_else(|| {
                Failure::new(
                    FailureCode::WrongProtocol,
                    format!("the greeting is not IMAP: {shown}"),
                )
            })?;
        if greeting.outcome != Outcome::Ok {
            let code = match greeting.failure("").code {
                FailureCode::ServerRefused => FailureCode::ServerBusy,
                other => other,
            };
            return Err(Failure::new(code, format!("greeting: {}", greeting.words())));
        }
        self.learn_capabilities(greeting.code.as_deref());
        Ok(())
    }

    async fn start_tls(mut self, settings: &ImapSettings) -> Result<Self, Failure> {
        if !self.has("STARTTLS").await? {
            let offered = "the server does not list STARTTLS among its capabilities";
            return Err(Failure::new(FailureCode::StarttlsUnsupported, offered));
        }
        let answer = self.command("STARTTLS").await?;
        if answer.completion.outcome != Outcome::Ok {
            return Err(Failure::new(
                FailureCode::StarttlsUnsupported,
                answer.completion.words(),
            ));
        }
        let NetStream::Plain(tcp) = self.framed.into_stream() else {
            return Err(Failure::new(
                FailureCode::TlsFailed,
                "the connection is encrypted already",
            ));
        };
        let stream = net::encrypt(
            tcp,
            &settings.host,
            settings.tls.client_config()?,
            settings.timing.connect,
        )
        .await?;
        // What was said in plain text may have been changed on the way: capabilities are asked for again.
        Ok(Self::over(stream, settings))
    }

    /// Whether the server has a capability.
    pub(crate) async fn has(&mut self, capability: &str) -> Result<bool, Failure> {
        if self.capabilities.is_empty() {
            let answer = self.command("CAPABILITY").await?;
            answer.completion.ok("CAPABILITY")?;
            for frame in &answer.untagged {
                if let Frame::Whole(line) = frame {
                    let line = String::from_utf8_lossy(line).to_uppercase();
                    self.learn_capabilities(line.strip_prefix("* "));
                }
            }
        }
        Ok(self.capabilities.contains(capability))
    }

    fn learn_capabilities(&mut self, upper: Option<&str>) {
        if let Some(list) = upper.and_then(|text| text.trim().strip_prefix("CAPABILITY ")) {
            self.capabilities = list.split_whitespace().map(str::to_owned).collect();
        }
    }

    /// Signs in.
    pub(crate) async fn login(&mut self, username: &str, credentials: &Credentials) -> Result<(), Failure> {
        let (completion, with_token) = match credentials {
            Credentials::None => {
                return Err(Failure::new(
                    FailureCode::LoginFailed,
                    "IMAP needs a password or OAuth",
                ));
            }
            Credentials::Bearer(token) => {
                if !self.has("AUTH=XOAUTH2").await? {
                    return Err(Failure::new(
                        FailureCode::AuthUnsupported,
                        "the server does not offer XOAUTH2",
                    ));
                }
                (
                    self.authenticate("XOAUTH2", &auth::xoauth2(username, token))
                        .await?,
                    true,
                )
            }
            Credentials::Password(password) => {
                // LOGIN cannot carry other scripts; everywhere else it is what works most often.
                let plain_text = username.is_ascii() && password.expose().is_ascii();
                let login_disabled = self.has("LOGINDISABLED").await?;
                if self.has("AUTH=PLAIN").await? && (login_disabled || !plain_text) {
                    (
                        self.authenticate("PLAIN", &auth::plain(username, password))
                            .await?,
                        false,
                    )
                } else if login_disabled {
                    let why = "the server takes no password on this connection (LOGINDISABLED)";
                    return Err(Failure::new(FailureCode::EncryptionRequired, why));
                } else {
                    let command = format!("LOGIN {} {}", quoted(username)?, quoted(password.expose())?);
                    (self.command(&command).await?.completion, false)
                }
            }
        };
        if completion.outcome != Outcome::Ok {
            return Err(login_failure(&completion, with_token));
        }
        // A server may offer more after the login; it says so here or is asked.
        self.capabilities.clear();
        self.learn_capabilities(completion.code.as_deref());
        if self.has("ID").await? {
            // Some providers (NetEase) open no folder for programs that do not introduce themselves.
            let version = env!("CARGO_PKG_VERSION");
            self.command(&format!("ID (\"name\" \"Rapport\" \"version\" \"{version}\")"))
                .await?;
        }
        Ok(())
    }

    /// AUTHENTICATE with its initial response, in one step where the server can.
    async fn authenticate(&mut self, mechanism: &str, initial: &str) -> Result<Completion, Failure> {
        let in_one_step = self.has("SASL-IR").await?;
        let command = if in_one_step {
            format!("AUTHENTICATE {mechanism} {initial}")
        } else {
            format!("AUTHENTICATE {mechanism}")
        };
        let tag = self.send(&command).await?;
        let mut to_send = if in_one_step { None } else { Some(initial) };
        let mut reason = None;
        loop {
            let Frame::Whole(line) = self.framed.next().await? else {
                continue;
            };
            if let Some(challenge) = line.strip_prefix(b"+") {
                // A challenge after the initial response carries the reason of a refusal, and waits for an empty answer.
                if to_send.is_none() {
                    reason = Some(auth::challenge_text(&String::from_utf8_lossy(challenge)));
                }
                let answer = format!("{}\r\n", to_send.take().unwrap_or_default());
                self.framed.send(answer.as_bytes()).await?;
            } else if let Some(mut completion) = completed(&tag, &line) {
                if let Some(reason) = reason.filter(|_| completion.outcome != Outcome::Ok) {
                    completion.text = format!("{} ({reason})", completion.text);
                }
                return Ok(completion);
            }
        }
    }

    /// Opens a folder: read-only, unless `writable`.
    pub(crate) async fn open(&mut self, folder: &str, writable: bool) -> Result<OnServer, Failure> {
        let verb = if writable { "SELECT" } else { "EXAMINE" };
        let answer = self
            .command(&format!("{verb} {}", quoted(&utf7::encode(folder))?))
            .await?;
        if answer.completion.outcome == Outcome::No {
            let failure = answer.completion.failure(&format!("opening {folder}"));
            let code = match failure.code {
                FailureCode::ServerRefused if says_missing(&failure.detail) => FailureCode::FolderMissing,
                other => other,
            };
            return Err(Failure::new(code, failure.detail));
        }
        answer.completion.ok(&format!("opening {folder}"))?;
        let mut opened = OnServer {
            exists: self.exists,
            uid_next: None,
            uid_validity: 0,
        };
        for frame in &answer.untagged {
            let Frame::Whole(line) = frame else { continue };
            if let Ok((
                _,
                Response::Data {
                    status: Status::Ok,
                    outcome,
                },
            )) = Response::parse(line)
            {
                match outcome.code {
                    Some(ResponseCode::UidValidity(validity)) => opened.uid_validity = validity,
                    Some(ResponseCode::UidNext(next)) => opened.uid_next = Some(next),
                    _ => {}
                }
            }
        }
        if opened.uid_validity == 0 {
            let why =
                format!("opening {folder}: the server gives no UIDVALIDITY, its mails cannot be told apart");
            return Err(Failure::new(FailureCode::ProtocolError, why));
        }
        Ok(opened)
    }

    /// All folders.
    pub(crate) async fn folders(&mut self) -> Result<Vec<FolderInfo>, Failure> {
        let special = self.has("SPECIAL-USE").await? && self.has("LIST-EXTENDED").await?;
        let answer = self
            .command(if special {
                "LIST \"\" \"*\" RETURN (SPECIAL-USE)"
            } else {
                "LIST \"\" \"*\""
            })
            .await?;
        answer.completion.ok("LIST")?;
        let mut folders = Vec::new();
        for frame in &answer.untagged {
            let Frame::Whole(line) = frame else { continue };
            if let Ok((_, Response::MailboxData(MailboxDatum::List(entry)))) = Response::parse(line) {
                let is_inbox = entry.name.eq_ignore_ascii_case("INBOX");
                folders.push(FolderInfo {
                    name: utf7::decode(&entry.name),
                    selectable: !entry.name_attributes.contains(&NameAttribute::NoSelect),
                    special_use: if is_inbox {
                        Some("inbox")
                    } else {
                        special_use(&entry.name_attributes)
                    },
                });
            }
        }
        Ok(folders)
    }

    /// Counts of a folder that is not open.
    pub(crate) async fn counts(&mut self, folder: &str) -> Result<OnServer, Failure> {
        let answer = self
            .command(&format!(
                "STATUS {} (MESSAGES UIDNEXT UIDVALIDITY)",
                quoted(&utf7::encode(folder))?
            ))
            .await?;
        answer.completion.ok("STATUS")?;
        let mut counts = OnServer::default();
        for frame in &answer.untagged {
            let Frame::Whole(line) = frame else { continue };
            let Ok((_, Response::MailboxData(MailboxDatum::Status { status, .. }))) = Response::parse(line)
            else {
                continue;
            };
            for attribute in status {
                match attribute {
                    StatusAttribute::Messages(exists) => counts.exists = exists,
                    StatusAttribute::UidNext(next) => counts.uid_next = Some(next),
                    StatusAttribute::UidValidity(validity) => counts.uid_validity = validity,
                    _ => {}
                }
            }
        }
        Ok(counts)
    }

    /// Waits by IDLE until something arrives, or `refresh` is over.
    pub(super) async fn idle(&mut self, refresh: std::time::Duration) -> Result<(), Failure> {
        let until = tokio::time::Instant::now() + refresh;
        let known = self.exists;
        let tag = self.send("IDLE").await?;
        let mut begun = false;
        while self.exists == known {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            if begun && (left.is_zero() || !self.framed.readable(left).await?) {
                break;
            }
            let Frame::Whole(line) = self.framed.next().await? else {
                continue;
            };
            if line.starts_with(b"+") {
                begun = true;
            } else if let Some(completion) = completed(&tag, &line) {
                // Ended by the server: a refusal, or one that ends IDLE by itself.
                return completion.ok("IDLE").map(|_| ());
            }
            self.note(&line)?;
        }
        self.framed.send(b"DONE\r\n").await?;
        self.finish(&tag).await?.completion.ok("IDLE").map(|_| ())
    }

    /// Says good-bye; the answer does not matter.
    pub(crate) async fn logout(mut self) {
        let goodbye = async {
            self.send("LOGOUT").await?;
            self.framed.next().await
        };
        let _the_connection_ends_either_way =
            tokio::time::timeout(std::time::Duration::from_secs(2), goodbye).await;
    }

    /// Runs a command to its end.
    pub(super) async fn command(&mut self, command: &str) -> Result<Answer, Failure> {
        let tag = self.send(command).await?;
        self.finish(&tag).await
    }

    async fn send(&mut self, command: &str) -> Result<String, Failure> {
        self.tag += 1;
        let tag = format!("R{}", self.tag);
        self.framed
            .send(format!("{tag} {command}\r\n").as_bytes())
            .await?;
        Ok(tag)
    }

    async fn finish(&mut self, tag: &str) -> Result<Answer, Failure> {
        let mut untagged = Vec::new();
        loop {
            let frame = self.framed.next().await?;
            if let Frame::Whole(line) = &frame {
                if let Some(completion) = completed(tag, line) {
                    return Ok(Answer { completion, untagged });
                }
                self.note(line)?;
            }
            untagged.push(frame);
        }
    }

    /// Takes in what a server may say at any time.
    fn note(&mut self, line: &[u8]) -> Result<(), Failure> {
        let Some(rest) = line.strip_prefix(b"* ") else {
            return Ok(());
        };
        if rest
            .get(..3)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"BYE"))
        {
            let words = Completion::parse(rest).map(|bye| bye.words()).unwrap_or_default();
            return Err(Failure::new(
                FailureCode::ConnectionLost,
                format!("the server says good-bye: {words}"),
            ));
        }
        // Digits first, as in `* 12 EXISTS`; mails are not parsed here.
        if rest.first().is_some_and(u8::is_ascii_digit) && line.len() < 40 {
            match Response::parse(line) {
                Ok((_, Response::MailboxData(MailboxDatum::Exists(exists)))) => self.exists = exists,
                Ok((_, Response::Expunge(_))) => self.exists = self.exists.saturating_sub(1),
                _ => {}
            }
        }
        Ok(())
    }
}

fn completed(tag: &str, line: &[u8]) -> Option<Completion> {
    Completion::parse(line.strip_prefix(tag.as_bytes())?.strip_prefix(b" ")?)
}

/// A quoted string; line breaks would begin another command.
fn quoted(text: &str) -> Result<String, Failure> {
    if text.contains(['\r', '\n', '\0']) {
        return Err(Failure::new(
            FailureCode::ProtocolError,
            "a name or password holds a line break",
        ));
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Servers without response codes say it in words.
fn says_missing(detail: &str) -> bool {
    let lower = detail.to_lowercase();
    [
        "doesn't exist",
        "does not exist",
        "nonexistent",
        "not found",
        "no such",
        "unknown mailbox",
        "unknown folder",
    ]
    .iter()
    .any(|words| lower.contains(words))
}

fn special_use(attributes: &[NameAttribute<'_>]) -> Option<&'static str> {
    attributes.iter().find_map(|attribute| match attribute {
        NameAttribute::All => Some("all"),
        NameAttribute::Archive => Some("archive"),
        NameAttribute::Drafts => Some("drafts"),
        NameAttribute::Flagged => Some("flagged"),
        NameAttribute::Junk => Some("junk"),
        NameAttribute::Sent => Some("sent"),
        NameAttribute::Trash => Some("trash"),
        _ => None,
    })
}
