//! Postfix, a real mail server: the target of what Rapport sends, and the source that pipes mail into a command.
//!
//! Its master process has to be root, so a developer who is not needs `sudo` without a password. Configuration, queue
//! and ports are its own; the Postfix of the machine is not looked at.

mod config;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::process::{Folder, Process, Spec, greets, printed_by, run};
use super::{
    Account, Certificates, Dovecot, MailUser, ServerError, ServerResult, SmtpReply, find_program, free_port,
    issue_certificates, off_the_runtime, send_mail,
};

const PACKAGE: &str = "postfix";

/// Makes the folders of the queue and becomes the master process. Arguments: the master, the configuration.
///
/// `postfix start-fg` would put one more process between us and the master, and ending that one leaves the master
/// running; `postfix check`, which makes the folders, waits two seconds for a log service that does not run yet.
const START_MASTER: &str = r#"
set -e
mkdir -p data queue
cd queue
mkdir -p active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace
chown postfix ../data active bounce corrupt defer deferred flush hold incoming maildrop private public saved trace
chgrp postdrop maildrop public
chmod 700 ../data active bounce corrupt defer deferred flush hold incoming private saved trace
chmod 730 maildrop
chmod 710 public
exec "$1" -c "$2" -s
"#;

/// Mail to one address or domain that goes into a command, as `/etc/aliases` or a transport does it.
#[derive(Debug, Clone)]
pub struct PipeTo {
    /// `support@gate.test`, or `gate.test` for the whole domain.
    pub recipient: String,
    /// The program and its arguments; `${recipient}` and `${sender}` are filled in by Postfix.
    pub command: Vec<String>,
    /// What the command finds in its environment, which is otherwise empty.
    pub environment: Vec<(String, String)>,
}

/// How the server is set up.
#[derive(Debug, Clone, Default)]
pub struct PostfixOptions {
    /// Offers STARTTLS, and a port where TLS begins at once.
    pub tls: bool,
    /// What goes into commands.
    pub pipes: Vec<PipeTo>,
}

/// A running (or stopped) Postfix.
#[derive(Debug)]
pub struct Postfix {
    // Fields are dropped in this order: the process ends before its folder goes.
    process: Option<Process>,
    setup: Arc<Setup>,
}

#[derive(Debug)]
struct Setup {
    folder: Folder,
    root: Account,
    certificates: Option<Certificates>,
    ports: config::Ports,
}

impl Postfix {
    /// Mail to this domain is accepted and comes back a moment later as a bounce to the envelope's sender.
    pub const BOUNCING_DOMAIN: &'static str = "bounce.test";

    /// Mail to this domain is refused for now (450), on every try.
    pub const DEFERRING_DOMAIN: &'static str = "later.test";

    /// Starts a server that delivers into the mailboxes of `dovecot`. Another recipient of their domains is refused
    /// (550), and so is every other domain.
    pub async fn start(options: PostfixOptions, dovecot: &Dovecot) -> ServerResult<Self> {
        let mailboxes = Mailboxes::of(dovecot);
        off_the_runtime(move || {
            let setup = Setup::prepare(&options, &mailboxes)?;
            Ok(Self {
                process: Some(setup.launch()?),
                setup: Arc::new(setup),
            })
        })
        .await
    }

    /// Takes mail from anyone on this machine without a password.
    pub fn smtp_port(&self) -> u16 {
        self.setup.ports.smtp
    }

    /// Takes mail only with the password of a mailbox.
    pub fn submission_port(&self) -> u16 {
        self.setup.ports.submission
    }

    /// As [`Self::submission_port`], with TLS from the first byte. Nothing listens there without
    /// [`PostfixOptions::tls`].
    pub fn smtps_port(&self) -> u16 {
        self.setup.ports.smtps
    }

    /// The authority that a client has to trust, when the server has TLS.
    pub fn authority_pem(&self) -> Option<&str> {
        self.setup
            .certificates
            .as_ref()
            .map(|certificates| certificates.authority_pem.as_str())
    }

    /// Sends a mail through the server as a customer's program does. The answer is that to the last command.
    pub async fn send(&self, from: &str, to: &str, mail: &[u8]) -> ServerResult<SmtpReply> {
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, self.smtp_port()));
        let (from, to, mail) = (from.to_owned(), to.to_owned(), mail.to_vec());
        off_the_runtime(move || send_mail(server, &from, &to, &mail))
            .await
            .map_err(ServerError::io("sending a mail through Postfix"))
    }

    /// Takes up mailboxes that were added to Dovecot since the start.
    pub async fn refresh(&mut self, dovecot: &Dovecot) -> ServerResult<()> {
        let (setup, mailboxes) = (Arc::clone(&self.setup), Mailboxes::of(dovecot));
        off_the_runtime(move || setup.write_mailboxes(&mailboxes)).await?;
        self.start_again().await
    }

    /// Tries everything that waits in the queue at once, whenever its next try was planned.
    pub async fn flush(&self) -> ServerResult<()> {
        let setup = Arc::clone(&self.setup);
        off_the_runtime(move || {
            let mut postqueue = std::process::Command::new(find_program("postqueue", PACKAGE)?);
            postqueue
                .arg("-c")
                .arg(setup.folder.path().join("conf"))
                .arg("-f");
            run("Postfix", &mut postqueue)
        })
        .await
    }

    /// Ends the server and keeps its queue.
    pub async fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            off_the_runtime(move || process.stop()).await;
        }
    }

    /// Starts it again on the same ports with the same queue.
    pub async fn start_again(&mut self) -> ServerResult<()> {
        self.stop().await;
        let setup = Arc::clone(&self.setup);
        self.process = Some(off_the_runtime(move || setup.launch()).await?);
        Ok(())
    }

    /// What it has logged so far, for the message of a failing test.
    pub fn log(&self) -> String {
        let log = std::fs::read(self.setup.folder.path().join("server.log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }
}

/// What Postfix has to know of Dovecot.
struct Mailboxes {
    users: Vec<MailUser>,
    root: PathBuf,
    owner: Account,
    auth_socket: PathBuf,
}

impl Mailboxes {
    fn of(dovecot: &Dovecot) -> Self {
        let (root, owner) = dovecot.mail_root();
        Self {
            users: dovecot.users(),
            root,
            owner,
            auth_socket: dovecot.auth_socket(),
        }
    }
}

impl Setup {
    fn prepare(options: &PostfixOptions, mailboxes: &Mailboxes) -> ServerResult<Self> {
        find_program("postfix", PACKAGE)?;
        let root = Account::named("root")?.ok_or_else(|| ServerError::Missing {
            program: "the user root".to_owned(),
            package: "base-passwd",
        })?;
        let folder = Folder::new("postfix", &root)?;
        folder.make("conf", &root)?;
        let certificates = options.tls.then(issue_certificates).transpose()?;
        if let Some(certificates) = &certificates {
            folder.write("server.pem", &certificates.server_pem, &root)?;
            folder.write("server.key", &certificates.key_pem, &root)?;
        }
        let ports = config::Ports {
            smtp: free_port(),
            submission: free_port(),
            smtps: free_port(),
        };
        let setup = Self {
            folder,
            root,
            certificates,
            ports,
        };
        setup.write_config(options, mailboxes)?;
        setup.write_mailboxes(mailboxes)?;
        Ok(setup)
    }

    fn write_config(&self, options: &PostfixOptions, mailboxes: &Mailboxes) -> ServerResult<()> {
        let pipe_user = Account::unprivileged(&["nobody"])?;
        let settings = config::Settings {
            folder: self.folder.path(),
            ports: &self.ports,
            tls: options.tls,
            pipes: &options.pipes,
            pipe_user: &pipe_user,
            mail_root: &mailboxes.root,
            mail_owner: &mailboxes.owner,
            auth_socket: &mailboxes.auth_socket,
        };
        self.folder.write("conf/main.cf", settings.main(), &self.root)?;
        self.folder
            .write("conf/master.cf", settings.master(), &self.root)?;
        self.folder
            .write("conf/transport", settings.transports(), &self.root)?;
        self.folder.write("conf/access", settings.access(), &self.root)?;
        Ok(())
    }

    fn write_mailboxes(&self, mailboxes: &Mailboxes) -> ServerResult<()> {
        let addresses = || mailboxes.users.iter().map(|user| user.address.as_str());
        let paths: String = addresses()
            .map(|address| format!("{address} {address}/Maildir/\n"))
            .collect();
        let mut domains: Vec<_> = addresses()
            .filter_map(|address| address.split('@').nth(1))
            .collect();
        domains.sort_unstable();
        domains.dedup();
        let domains: String = domains.iter().map(|domain| format!("{domain} yes\n")).collect();
        self.folder.write("conf/mailboxes", paths, &self.root)?;
        self.folder.write("conf/domains", domains, &self.root)?;
        Ok(())
    }

    fn launch(&self) -> ServerResult<Process> {
        let master = daemon_folder()?.join("master");
        let conf = self.folder.path().join("conf");
        let mut args = ["-c", START_MASTER, "postfix"].map(str::to_owned).to_vec();
        args.extend([&master, &conf].map(|path| path.display().to_string()));
        let mut process = Process::start(&Spec {
            server: "Postfix",
            program: Path::new("/bin/sh"),
            args,
            account: &self.root,
            signal: "TERM",
            folder: &self.folder,
        })?;
        process.wait_until("greeting", || greets(self.ports.smtp, "220"))?;
        Ok(process)
    }
}

/// Where the parts of Postfix are installed, which differs between systems.
fn daemon_folder() -> ServerResult<PathBuf> {
    let postconf = find_program("postconf", PACKAGE)?;
    Ok(PathBuf::from(
        printed_by(&postconf, &["-d", "-h", "daemon_directory"])?.trim(),
    ))
}
