//! `main.cf`, `master.cf` and the tables.

use std::fmt::Write as _;
use std::path::Path;

use super::super::Account;
use super::{PipeTo, Postfix};

#[derive(Debug)]
pub(super) struct Ports {
    pub smtp: u16,
    pub submission: u16,
    pub smtps: u16,
}

pub(super) struct Settings<'a> {
    pub folder: &'a Path,
    pub ports: &'a Ports,
    pub tls: bool,
    pub pipes: &'a [PipeTo],
    /// Who runs the commands; Postfix refuses root and itself.
    pub pipe_user: &'a Account,
    pub mail_root: &'a Path,
    pub mail_owner: &'a Account,
    pub auth_socket: &'a Path,
}

/// The parts of Postfix that every set-up needs, none of them in a chroot, because that would have to be filled.
const SERVICES: &str = "\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
nobody-home unix - n n - - pipe user=";

impl Settings<'_> {
    pub fn main(&self) -> String {
        let folder = self.folder.display();
        let mut text = format!(
            "compatibility_level = 3.6\n\
             queue_directory = {folder}/queue\n\
             data_directory = {folder}/data\n\
             maillog_file = /dev/stdout\n\
             inet_interfaces = 127.0.0.1\n\
             inet_protocols = ipv4\n\
             myhostname = mx.example.test\n\
             myorigin = example.test\n\
             mydestination =\n\
             recipient_delimiter = +\n\
             mynetworks = 127.0.0.0/8\n\
             smtpd_relay_restrictions = permit_mynetworks, reject\n\
             smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/conf/access, permit\n\
             virtual_mailbox_domains = texthash:{folder}/conf/domains\n\
             virtual_mailbox_maps = texthash:{folder}/conf/mailboxes\n\
             virtual_mailbox_base = {mail_root}\n\
             virtual_uid_maps = static:{uid}\n\
             virtual_gid_maps = static:{gid}\n\
             virtual_minimum_uid = 1\n\
             transport_maps = texthash:{folder}/conf/transport\n\
             default_transport = error:5.1.2 this domain does not exist here\n\
             disable_dns_lookups = yes\n\
             smtp_host_lookup = native\n\
             alias_maps =\n\
             message_size_limit = 60000000\n\
             virtual_mailbox_limit = 0\n\
             smtpd_client_connection_count_limit = 0\n\
             smtpd_error_sleep_time = 0\n",
            mail_root = self.mail_root.display(),
            uid = self.mail_owner.uid,
            gid = self.mail_owner.gid,
        );
        // Without this Postfix completes what comes from the machine itself, and no mail without Message-ID would pass.
        text.push_str("local_header_rewrite_clients =\n");
        // A test waits for the second try.
        text.push_str("queue_run_delay = 1s\nminimal_backoff_time = 1s\nmaximal_backoff_time = 2s\n");
        if self.tls {
            let _ = write!(
                text,
                "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = {folder}/server.pem\n\
                 smtpd_tls_key_file = {folder}/server.key\n"
            );
        }
        let environment: String = self
            .pipes
            .iter()
            .flat_map(|pipe| &pipe.environment)
            .map(|(name, value)| format!(" {{ {name} = {value} }}"))
            .collect();
        let _ = writeln!(text, "export_environment = TZ MAIL_CONFIG LANG{environment}");
        for number in 0..self.pipes.len() {
            let _ = writeln!(text, "gate{number}_destination_recipient_limit = 1");
        }
        text
    }

    pub fn master(&self) -> String {
        let Ports {
            smtp,
            submission,
            smtps,
        } = self.ports;
        let user = format!("{}:{}", self.pipe_user.name, self.pipe_user.group);
        let authenticated = format!(
            " -o smtpd_sasl_auth_enable=yes -o smtpd_sasl_type=dovecot -o smtpd_sasl_path={} \
             -o smtpd_relay_restrictions=permit_sasl_authenticated,reject \
             -o smtpd_tls_auth_only={}",
            self.auth_socket.display(),
            if self.tls { "yes" } else { "no" },
        );
        let mut text = format!(
            "127.0.0.1:{smtp} inet n - n - - smtpd\n\
             127.0.0.1:{submission} inet n - n - - smtpd{authenticated}\n"
        );
        if self.tls {
            let _ = writeln!(
                text,
                "127.0.0.1:{smtps} inet n - n - - smtpd{authenticated} -o smtpd_tls_wrappermode=yes"
            );
        }
        // 67 is the exit code for «no such user»: the mail was accepted and is bounced.
        let _ = writeln!(text, "{SERVICES}{user} argv=/bin/sh -c {{exit 67}}");
        for (number, pipe) in self.pipes.iter().enumerate() {
            let argv: Vec<_> = pipe.command.iter().map(|word| quoted(word)).collect();
            let argv = argv.join(" ");
            let _ = writeln!(
                text,
                "gate{number} unix - n n - - pipe flags=DRX user={user} argv={argv}"
            );
        }
        text
    }

    pub fn transports(&self) -> String {
        let mut text = format!("{} nobody-home:\n", Postfix::BOUNCING_DOMAIN);
        for (number, pipe) in self.pipes.iter().enumerate() {
            let _ = writeln!(text, "{} gate{number}:", pipe.recipient);
        }
        text
    }

    pub fn access(&self) -> String {
        format!(
            "{} 450 4.2.1 not now, try again later\n",
            Postfix::DEFERRING_DOMAIN
        )
    }
}

/// A word of a command as master.cf wants it. Braces keep blanks together; around a word that needs none, the first
/// one would become part of the program's name.
fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) {
        format!("{{{word}}}")
    } else {
        word.to_owned()
    }
}
