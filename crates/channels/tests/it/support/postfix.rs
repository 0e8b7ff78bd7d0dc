//! A real Postfix with its own configuration, queue and ports; logins are Dovecot's.

use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use channels::email::smtp::SmtpSettings;
use channels::email::{MailAuth, Security};
use tempfile::TempDir;

use super::certs::{Certs, certs};
use super::{available, free_port, open_dir, wait_for_port};

const PROGRAM: &str = "/usr/sbin/postfix";
const OWNER: u32 = 65534;

pub struct Postfix {
    dir: TempDir,
    pub smtp: u16,
    pub smtps: u16,
    pub certs: Certs,
}

impl Postfix {
    /// `None` when it cannot run here. With `sasl`, the port of a Dovecot that checks logins.
    pub fn start(sasl: Option<u16>) -> Option<Self> {
        if !available(PROGRAM) {
            return None;
        }
        let certs = certs(&["localhost", "127.0.0.1"]);
        let postfix = Self {
            dir: open_dir(),
            smtp: free_port(),
            smtps: free_port(),
            certs,
        };
        postfix.write_files(sasl);
        postfix.control("start");
        wait_for_port(postfix.smtp, "Postfix");
        Some(postfix)
    }

    /// Postfix goes into the background by itself; it is started and ended by its own command.
    fn control(&self, action: &str) {
        let mut command = Command::new(PROGRAM);
        command
            .arg("-c")
            .arg(self.path("conf"))
            .arg(action)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write_files(&self, sasl: Option<u16>) {
        for name in ["conf", "queue", "data", "mail"] {
            std::fs::create_dir(self.path(name)).unwrap();
        }
        chown(self.path("mail"), Some(OWNER), Some(OWNER)).unwrap();
        let postfix = Command::new("id")
            .args(["-u", "postfix"])
            .output()
            .unwrap()
            .stdout;
        let postfix: u32 = String::from_utf8(postfix).unwrap().trim().parse().unwrap();
        chown(self.path("data"), Some(postfix), None).unwrap();
        std::fs::write(self.path("cert.pem"), &self.certs.cert).unwrap();
        std::fs::write(self.path("key.pem"), &self.certs.key).unwrap();
        let access =
            "nobody@example.ro 550 5.1.1 No such user here\nlater@example.ro 450 4.2.0 Come back later\n";
        std::fs::write(self.path("access"), access).unwrap();

        let dir = self.dir.path().display();
        let sasl = sasl.map_or_else(String::new, |port| {
            format!("smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:127.0.0.1:{port}\n")
        });
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {dir}/queue\ndata_directory = {dir}/data\nmyhostname = mx.example.ro\n\
             mydestination =\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmaillog_file_prefixes = {dir}\n\
             maillog_file = {dir}/maillog\nvirtual_mailbox_domains = example.ro, example.vn\n\
             virtual_mailbox_base = {dir}/mail\nvirtual_mailbox_maps = static:inbox/\nvirtual_uid_maps = static:{OWNER}\n\
             virtual_gid_maps = static:{OWNER}\nvirtual_minimum_uid = 1\nvirtual_mailbox_limit = 0\nmessage_size_limit = 40000000\n\
             smtpd_recipient_restrictions = check_recipient_access texthash:{dir}/access, reject_unauth_destination\n\
             smtpd_relay_restrictions =\nsmtpd_tls_cert_file = {dir}/cert.pem\nsmtpd_tls_key_file = {dir}/key.pem\n\
             smtpd_tls_security_level = may\nsmtpd_peername_lookup = no\n{sasl}"
        );
        std::fs::write(self.path("conf/main.cf"), main).unwrap();
        let (smtp, smtps) = (self.smtp, self.smtps);
        let mut master = format!(
            "127.0.0.1:{smtp} inet n - n - - smtpd\n127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n\
             pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n\
             virtual unix - n n - - virtual\npostlog unix-dgram n - n - 1 postlogd\n"
        );
        for (service, processes, program) in [
            ("tlsmgr", "1", "tlsmgr"),
            ("rewrite", "-", "trivial-rewrite"),
            ("bounce", "0", "bounce"),
            ("defer", "0", "bounce"),
            ("trace", "0", "bounce"),
            ("verify", "1", "verify"),
            ("proxymap", "-", "proxymap"),
            ("anvil", "1", "anvil"),
            ("error", "-", "error"),
            ("retry", "-", "error"),
        ] {
            master.push_str(&format!("{service} unix - - n - {processes} {program}\n"));
        }
        std::fs::write(self.path("conf/master.cf"), master).unwrap();
    }

    /// What was delivered, in any order.
    pub fn delivered(&self) -> Vec<String> {
        let Ok(new) = std::fs::read_dir(self.path("mail/inbox/new")) else {
            return Vec::new();
        };
        new.map(|entry| String::from_utf8(std::fs::read(entry.unwrap().path()).unwrap()).unwrap())
            .collect()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("maillog")).unwrap_or_default()
    }

    pub fn settings(&self) -> SmtpSettings {
        let mut settings = SmtpSettings::new("localhost", self.smtp, "help@example.ro", MailAuth::None);
        settings.security = Security::Plain;
        settings.tls.extra_ca_pem = Some(self.certs.ca.clone());
        settings
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("stop");
    }
}
