//! A real Dovecot with its own configuration, folders and ports.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use channels::email::imap::{ImapSettings, Timing};
use channels::email::{MailAuth, Security};
use domain::Clock;
use tempfile::TempDir;

use super::certs::{Certs, certs};
use super::{Server, available, free_port, open_dir, wait_for_port};

const PROGRAM: &str = "/usr/sbin/dovecot";
/// `nobody`: mails must not belong to root.
const OWNER: u32 = 65534;

pub const USER: &str = "help@example.ro";
pub const PASSWORD: &str = "parolă cu spații \"și\" \\ ghilimele";

pub struct Dovecot {
    pub dir: TempDir,
    pub imap: u16,
    pub imaps: u16,
    /// Where Postfix asks for logins.
    pub sasl: u16,
    pub certs: Certs,
    server: Option<Server>,
    delivered: AtomicU64,
}

#[derive(Default)]
pub struct Options {
    /// Asked about OAuth tokens: `http://127.0.0.1:1/info?token=`.
    pub token_info_url: Option<String>,
    /// Replaces the certificate.
    pub certs: Option<Certs>,
    /// More lines of configuration.
    pub extra: String,
}

impl Dovecot {
    /// `None` when it cannot run here.
    pub fn start() -> Option<Self> {
        Self::start_with(Options::default())
    }

    pub fn start_with(options: Options) -> Option<Self> {
        if !available(PROGRAM) {
            return None;
        }
        let certs = options
            .certs
            .unwrap_or_else(|| certs(&["localhost", "127.0.0.1"]));
        let mut dovecot = Self {
            dir: open_dir(),
            imap: free_port(),
            imaps: free_port(),
            sasl: free_port(),
            certs,
            server: None,
            delivered: AtomicU64::new(0),
        };
        dovecot.write_files(options.token_info_url.as_deref(), &options.extra);
        dovecot.resume();
        Some(dovecot)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write_files(&self, token_info_url: Option<&str>, extra: &str) {
        let dir = self.dir.path().display();
        std::fs::write(self.path("cert.pem"), &self.certs.cert).unwrap();
        std::fs::write(self.path("key.pem"), &self.certs.key).unwrap();
        std::fs::write(self.path("users"), format!("{USER}:{{PLAIN}}{PASSWORD}\n")).unwrap();
        let oauth = token_info_url.map_or_else(String::new, |url| {
            let oauth = format!("introspection_mode = get\nintrospection_url = {url}\nusername_attribute = email\nactive_attribute = active\nactive_value = true\n");
            std::fs::write(self.path("oauth2.conf"), oauth).unwrap();
            format!("passdb {{\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n args = {dir}/oauth2.conf\n}}\n")
        });
        let mechanisms = if oauth.is_empty() {
            "plain login"
        } else {
            "plain login xoauth2"
        };
        let (imap, imaps, sasl) = (self.imap, self.imaps, self.sasl);
        let config = format!(
            "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/dovecot.log\nprotocols = imap\nlisten = 127.0.0.1\n\
             instance_name = rapport-{imap}\nssl = yes\nssl_cert = <{dir}/cert.pem\nssl_key = <{dir}/key.pem\n\
             disable_plaintext_auth = no\nauth_mechanisms = {mechanisms}\nfirst_valid_uid = 1\nauth_failure_delay = 0 secs\n\
             auth_verbose = yes\nmail_max_userip_connections = 50\nmail_location = maildir:{dir}/mail/%u\n\
             {oauth}passdb {{\n driver = passwd-file\n args = scheme=PLAIN username_format=%u {dir}/users\n}}\n\
             userdb {{\n driver = static\n args = uid={OWNER} gid={OWNER} home={dir}/mail/%u\n}}\n\
             service imap-login {{\n inet_listener imap {{\n port = {imap}\n }}\n inet_listener imaps {{\n port = {imaps}\n ssl = yes\n }}\n}}\n\
             service auth {{\n inet_listener {{\n address = 127.0.0.1\n port = {sasl}\n }}\n}}\n\
             namespace inbox {{\n inbox = yes\n separator = /\n mailbox Sent {{\n special_use = \\Sent\n auto = create\n }}\n mailbox Junk {{\n special_use = \\Junk\n auto = create\n }}\n}}\n\
             {extra}\n"
        );
        std::fs::write(self.path("dovecot.conf"), config).unwrap();
        std::fs::create_dir_all(self.path("mail")).unwrap();
        chown(self.path("mail"), Some(OWNER), Some(OWNER)).unwrap();
        self.make_maildir("");
    }

    /// Starts it, also after [`Dovecot::stop`].
    pub fn resume(&mut self) {
        let mut command = Command::new(PROGRAM);
        command
            .args(["-F", "-c"])
            .arg(self.path("dovecot.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.server = Some(Server::start(&mut command));
        wait_for_port(self.imap, "Dovecot");
    }

    pub fn stop(&mut self) {
        self.server = None;
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("dovecot.log")).unwrap_or_default()
    }

    pub fn maildir(&self) -> PathBuf {
        self.path("mail").join(USER)
    }

    /// Makes a folder by its name on disk (modified UTF-7 with a dot in front); `""` is the inbox.
    pub fn make_maildir(&self, folder: &str) -> PathBuf {
        let maildir = self.maildir().join(folder);
        for sub in ["", "tmp", "new", "cur"] {
            let path = maildir.join(sub);
            std::fs::create_dir_all(&path).unwrap();
            chown(&path, Some(OWNER), Some(OWNER)).unwrap();
        }
        maildir
    }

    /// Delivers to the inbox as every maildir program does: written aside, then moved in.
    pub fn deliver(&self, mail: &[u8]) {
        self.deliver_to("", mail);
    }

    /// A mail that has been lying in the inbox for so long.
    pub fn deliver_before(&self, ago: Duration, mail: &[u8]) {
        let path = self.deliver_to("", mail);
        let then = std::time::UNIX_EPOCH
            + Duration::from_micros(u64::try_from(Clock::System.now().minus(ago).micros()).unwrap());
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(then).unwrap();
    }

    /// Delivers into a folder; returns where the mail is now.
    pub fn deliver_to(&self, folder: &str, mail: &[u8]) -> PathBuf {
        let maildir = self.make_maildir(folder);
        let number = self.delivered.fetch_add(1, Ordering::SeqCst);
        let name = format!("{:010}.M{number}.rapport", 1_700_000_000 + number);
        let tmp = maildir.join("tmp").join(&name);
        std::fs::write(&tmp, mail).unwrap();
        chown(&tmp, Some(OWNER), Some(OWNER)).unwrap();
        let path = maildir.join("new").join(name);
        std::fs::rename(tmp, &path).unwrap();
        path
    }

    /// Files in the inbox whose names carry the flag letter.
    pub fn flagged(&self, letter: char) -> usize {
        let has_flag = |path: &Path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .rsplit_once(":2,")
                .is_some_and(|(_, flags)| flags.contains(letter))
        };
        let cur = std::fs::read_dir(self.maildir().join("cur")).unwrap();
        cur.filter(|entry| has_flag(&entry.as_ref().unwrap().path()))
            .count()
    }

    /// Forgets all UIDs while the server is down: mails get new ones under another UIDVALIDITY.
    pub fn change_uid_validity(&mut self) {
        self.stop();
        let list = self.maildir().join("dovecot-uidlist");
        let old = std::fs::read_to_string(&list).unwrap();
        let validity = old
            .split_whitespace()
            .find_map(|word| word.strip_prefix('V'))
            .unwrap();
        let changed: u64 = validity.parse::<u64>().unwrap() + 1000;
        for entry in std::fs::read_dir(self.maildir()).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().starts_with("dovecot") {
                std::fs::remove_file(path).unwrap();
            }
        }
        std::fs::write(
            &list,
            format!("3 V{changed} N1 G00000000000000000000000000000000\n"),
        )
        .unwrap();
        chown(&list, Some(OWNER), Some(OWNER)).unwrap();
        self.resume();
    }

    /// Settings for the plain port, with short times.
    pub fn settings(&self) -> ImapSettings {
        let mut settings =
            ImapSettings::new("127.0.0.1", self.imap, USER, MailAuth::Password(PASSWORD.into()));
        settings.security = Security::Plain;
        settings.timing = quick();
        settings
    }
}

/// Times for tests: failures come and go within a second.
pub fn quick() -> Timing {
    Timing {
        connect: Duration::from_secs(5),
        response: Duration::from_secs(5),
        idle_refresh: Duration::from_secs(60),
        poll: Duration::from_millis(200),
        retry_min: Duration::from_millis(50),
        retry_max: Duration::from_millis(400),
        login_retry_min: Duration::from_millis(200),
    }
}
