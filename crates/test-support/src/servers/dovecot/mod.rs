//! Dovecot, a real IMAP server, on mail folders of its own.
//!
//! It runs entirely as one unprivileged user, so that the same configuration works for root in a container and for a
//! developer at a desk. Mail is put into the Maildir as any delivery agent does it, which wakes a waiting `IDLE`.

mod config;
mod maildir;

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use self::config::Version;
use super::process::{Folder, Process, Spec, greets, run};
use super::{
    Account, Certificates, ServerResult, find_program, free_port, issue_certificates, off_the_runtime,
};

const PACKAGE: &str = "dovecot-imapd";

/// A mailbox and its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailUser {
    /// The whole address, which is also the login name.
    pub address: String,
    /// The password.
    pub password: String,
}

impl MailUser {
    /// A mailbox with that address and password.
    pub fn new(address: &str, password: &str) -> Self {
        Self {
            address: address.to_owned(),
            password: password.to_owned(),
        }
    }
}

/// How the server is set up.
#[derive(Debug, Clone, Default)]
pub struct DovecotOptions {
    /// The mailboxes that exist from the start.
    pub users: Vec<MailUser>,
    /// Offers STARTTLS on the plain port and TLS on a second one. Dovecot counts loopback as safe, so it still takes a
    /// password without either.
    pub tls: bool,
    /// Accepts XOAUTH2; the token is appended to this URL, which answers with JSON that holds `email`.
    pub oauth2_tokeninfo_url: Option<String>,
}

/// A running (or stopped) Dovecot.
#[derive(Debug)]
pub struct Dovecot {
    // Fields are dropped in this order: the process ends before its folder goes.
    process: Option<Process>,
    setup: Arc<Setup>,
}

#[derive(Debug)]
struct Setup {
    folder: Folder,
    account: Account,
    users: Mutex<Vec<MailUser>>,
    certificates: Option<Certificates>,
    oauth2_tokeninfo_url: Option<String>,
    imap_port: u16,
    imaps_port: u16,
}

impl Dovecot {
    /// Starts a server with these mailboxes.
    pub async fn start(options: DovecotOptions) -> ServerResult<Self> {
        off_the_runtime(move || {
            let setup = Setup::prepare(options)?;
            Ok(Self {
                process: Some(setup.launch()?),
                setup: Arc::new(setup),
            })
        })
        .await
    }

    /// The port for plain IMAP, with STARTTLS when the server has TLS.
    pub fn imap_port(&self) -> u16 {
        self.setup.imap_port
    }

    /// The port where TLS begins at once. Nothing listens there without [`DovecotOptions::tls`].
    pub fn imaps_port(&self) -> u16 {
        self.setup.imaps_port
    }

    /// The authority that a client has to trust, when the server has TLS.
    pub fn authority_pem(&self) -> Option<&str> {
        self.setup
            .certificates
            .as_ref()
            .map(|certificates| certificates.authority_pem.as_str())
    }

    /// Who has a mailbox here.
    pub fn users(&self) -> Vec<MailUser> {
        self.setup
            .users
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Adds a mailbox while the server runs.
    pub async fn add_user(&self, user: MailUser) -> ServerResult<()> {
        self.setup
            .users
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(user);
        self.on_disk(|setup| setup.write_users()).await
    }

    /// Puts a mail into the user's inbox.
    pub async fn deliver(&self, address: &str, mail: &[u8]) -> ServerResult<()> {
        self.deliver_to(address, "INBOX", mail).await
    }

    /// Puts a mail into one folder of the user, which is made when it does not exist.
    pub async fn deliver_to(&self, address: &str, folder: &str, mail: &[u8]) -> ServerResult<()> {
        let (address, folder, mail) = (address.to_owned(), folder.to_owned(), mail.to_vec());
        self.on_disk(move |setup| maildir::deliver(&setup.maildir(&address)?, &folder, &mail, &setup.account))
            .await
    }

    /// All mails of one folder as they lie on disk, oldest delivery first.
    pub async fn mails(&self, address: &str, folder: &str) -> ServerResult<Vec<Vec<u8>>> {
        let (address, folder) = (address.to_owned(), folder.to_owned());
        self.on_disk(move |setup| maildir::read(&setup.maildir(&address)?, &folder))
            .await
    }

    /// Gives a folder a new UIDVALIDITY, as a restore from a backup or a move to another server does: every UID that a
    /// client remembers is void.
    pub async fn change_uidvalidity(&self, address: &str, folder: &str, value: u32) -> ServerResult<()> {
        let (address, folder) = (address.to_owned(), folder.to_owned());
        self.on_disk(move |setup| {
            let mut doveadm = setup.doveadm()?;
            doveadm.args([
                "mailbox",
                "update",
                "-u",
                &address,
                "--uid-validity",
                &value.to_string(),
                &folder,
            ]);
            run("Dovecot", &mut doveadm)
        })
        .await
    }

    /// Ends the server and keeps the mail.
    pub async fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            off_the_runtime(move || process.stop()).await;
        }
    }

    /// Starts it again on the same ports with the same mail.
    pub async fn start_again(&mut self) -> ServerResult<()> {
        self.stop().await;
        self.process = Some(self.on_disk(Setup::launch).await?);
        Ok(())
    }

    /// The socket where an SMTP server asks whether a password is right.
    pub fn auth_socket(&self) -> PathBuf {
        self.setup.folder.path().join("auth-client")
    }

    /// The folder below which the mailboxes lie, and who owns them: for an MTA that delivers here.
    pub fn mail_root(&self) -> (PathBuf, Account) {
        (self.setup.folder.path().join("mail"), self.setup.account.clone())
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Setup) -> ServerResult<T> + Send + 'static,
    ) -> ServerResult<T> {
        let setup = Arc::clone(&self.setup);
        off_the_runtime(move || work(&setup)).await
    }
}

impl Setup {
    fn prepare(options: DovecotOptions) -> ServerResult<Self> {
        find_program("dovecot", PACKAGE)?;
        let account = Account::unprivileged(&["nobody", "dovecot"])?;
        let folder = Folder::new("dovecot", &account)?;
        folder.make("mail", &account)?;
        folder.make("state", &account)?;
        let certificates = options.tls.then(issue_certificates).transpose()?;
        if let Some(certificates) = &certificates {
            folder.write("server.pem", &certificates.server_pem, &account)?;
            folder.write("server.key", &certificates.key_pem, &account)?;
        }
        let setup = Self {
            folder,
            account,
            users: Mutex::new(options.users),
            certificates,
            oauth2_tokeninfo_url: options.oauth2_tokeninfo_url,
            imap_port: free_port(),
            imaps_port: free_port(),
        };
        setup.write_users()?;
        setup.write_config()?;
        Ok(setup)
    }

    fn write_config(&self) -> ServerResult<()> {
        let settings = config::Settings {
            folder: self.folder.path(),
            account: &self.account,
            imap_port: self.imap_port,
            imaps_port: self.imaps_port,
            tls: self.certificates.is_some(),
            oauth2_tokeninfo_url: self.oauth2_tokeninfo_url.as_deref(),
        };
        match Version::installed(&find_program("dovecot", PACKAGE)?)? {
            Version::Two3 => {
                self.folder
                    .write("dovecot.conf", settings.for_2_3(), &self.account)?;
                self.folder
                    .write("oauth2.conf", settings.oauth2_for_2_3(), &self.account)?;
            }
            Version::Two4 => {
                self.folder
                    .write("dovecot.conf", settings.for_2_4(), &self.account)?;
            }
        }
        Ok(())
    }

    /// Writes the password file, which Dovecot reads anew when it changes.
    fn write_users(&self) -> ServerResult<()> {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let lines: String = users
            .iter()
            .map(|user| format!("{}:{{PLAIN}}{}\n", user.address, user.password))
            .collect();
        self.folder.write("users", lines, &self.account)?;
        for user in &users {
            maildir::create(&self.maildir(&user.address)?, "INBOX", &self.account)?;
        }
        Ok(())
    }

    fn maildir(&self, address: &str) -> ServerResult<PathBuf> {
        self.folder
            .make(&format!("mail/{address}/Maildir"), &self.account)
    }

    fn launch(&self) -> ServerResult<Process> {
        let program = find_program("dovecot", PACKAGE)?;
        let mut process = Process::start(&Spec {
            server: "Dovecot",
            program: &program,
            args: vec!["-F".to_owned(), "-c".to_owned(), self.config_path()],
            account: &self.account,
            signal: "TERM",
            folder: &self.folder,
        })?;
        process.wait_until("greeting", || greets(self.imap_port, "* OK"))?;
        Ok(process)
    }

    fn doveadm(&self) -> ServerResult<Command> {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(find_program("doveadm", PACKAGE)?);
        command
            .arg("-c")
            .arg(self.config_path())
            .current_dir(self.folder.path());
        if Account::current()?.is_root() {
            command.uid(self.account.uid).gid(self.account.gid);
        }
        Ok(command)
    }

    fn config_path(&self) -> String {
        self.folder.path().join("dovecot.conf").display().to_string()
    }
}
