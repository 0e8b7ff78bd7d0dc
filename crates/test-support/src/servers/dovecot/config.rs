//! The configuration file. Dovecot 2.4 (Debian 13) does not read that of 2.3 (Debian 12, Ubuntu 24.04), so there are
//! two; they differ in spelling and say the same.

use std::path::Path;

use super::super::process::printed_by;
use super::super::{Account, ServerResult};

/// Which spelling the installed Dovecot wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Two3,
    Two4,
}

impl Version {
    pub fn installed(dovecot: &Path) -> ServerResult<Self> {
        let version = printed_by(dovecot, &["--version"])?;
        Ok(if version.starts_with("2.3") || version.starts_with("2.2") {
            Self::Two3
        } else {
            Self::Two4
        })
    }
}

pub(super) struct Settings<'a> {
    pub folder: &'a Path,
    pub account: &'a Account,
    pub imap_port: u16,
    pub imaps_port: u16,
    pub tls: bool,
    pub oauth2_tokeninfo_url: Option<&'a str>,
}

impl Settings<'_> {
    pub fn for_2_3(&self) -> String {
        let folder = self.folder.display();
        let Account {
            name: user,
            group,
            uid,
            gid,
        } = self.account;
        let tls = if self.tls {
            format!("ssl = yes\nssl_cert = <{folder}/server.pem\nssl_key = <{folder}/server.key\n")
        } else {
            "ssl = no\ndisable_plaintext_auth = no\n".to_owned()
        };
        let oauth2 = match self.oauth2_tokeninfo_url {
            Some(_) => format!(
                "passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {folder}/oauth2.conf\n}}\n"
            ),
            None => String::new(),
        };
        format!(
            "{common}{tls}{oauth2}\
             mail_location = maildir:~/Maildir\n\
             passdb {{\n  driver = passwd-file\n  mechanisms = plain login\n  args = username_format=%u {folder}/users\n}}\n\
             userdb {{\n  driver = static\n  args = allow_all_users=yes uid={uid} gid={gid} home={folder}/mail/%u\n}}\n\
             {services}",
            common = self.common("protocols = imap\n", user, group),
            services = self.services(user, ""),
        )
    }

    /// Dovecot 2.3 keeps the OAuth2 settings in a file of their own.
    pub fn oauth2_for_2_3(&self) -> String {
        let url = self.oauth2_tokeninfo_url.unwrap_or_default();
        format!("tokeninfo_url = {url}\nusername_attribute = email\n")
    }

    pub fn for_2_4(&self) -> String {
        let folder = self.folder.display();
        let Account {
            name: user,
            group,
            uid,
            gid,
        } = self.account;
        let tls = if self.tls {
            format!(
                "ssl = yes\nssl_server_cert_file = {folder}/server.pem\nssl_server_key_file = {folder}/server.key\n"
            )
        } else {
            "ssl = no\nauth_allow_cleartext = yes\n".to_owned()
        };
        let oauth2 = match self.oauth2_tokeninfo_url {
            Some(url) => format!("oauth2 {{\n  tokeninfo_url = {url}\n  username_attribute = email\n}}\n"),
            None => String::new(),
        };
        format!(
            "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n\
             {common}{tls}{oauth2}\
             mail_driver = maildir\nmail_path = ~/Maildir\n\
             passdb passwd-file {{\n  passwd_file_path = {folder}/users\n}}\n\
             userdb static {{\n  fields {{\n    uid = {uid}\n    gid = {gid}\n    home = {folder}/mail/%{{user}}\n  }}\n}}\n\
             {services}",
            common = self.common("protocols {\n  imap = yes\n}\n", user, group),
            services = self.services(user, "\n    type = auth"),
        )
    }

    /// What both versions spell alike.
    fn common(&self, protocols: &str, user: &str, group: &str) -> String {
        let folder = self.folder.display();
        let mechanisms = if self.oauth2_tokeninfo_url.is_some() {
            "plain login xoauth2 oauthbearer"
        } else {
            "plain login"
        };
        format!(
            "{protocols}\
             listen = 127.0.0.1\n\
             base_dir = {folder}/run\n\
             state_dir = {folder}/state\n\
             log_path = {folder}/server.log\n\
             default_internal_user = {user}\n\
             default_internal_group = {group}\n\
             default_login_user = {user}\n\
             first_valid_uid = 1\n\
             first_valid_gid = 1\n\
             auth_mechanisms = {mechanisms}\n\
             auth_failure_delay = 0\n\
             mail_max_userip_connections = 200\n\
             namespace inbox {{\n  inbox = yes\n  separator = /\n}}\n"
        )
    }

    /// Nothing is chrooted, because only root may do that; the queue of the SMTP server reaches the auth socket.
    fn services(&self, user: &str, auth_type: &str) -> String {
        let folder = self.folder.display();
        let (imap, imaps) = (self.imap_port, if self.tls { self.imaps_port } else { 0 });
        format!(
            "service anvil {{\n  chroot =\n}}\n\
             service stats {{\n  chroot =\n}}\n\
             service imap-login {{\n  chroot =\n\
             \x20 inet_listener imap {{\n    port = {imap}\n  }}\n\
             \x20 inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n\
             service auth {{\n  user = {user}\n\
             \x20 unix_listener {folder}/auth-client {{\n    mode = 0666{auth_type}\n  }}\n}}\n\
             service auth-worker {{\n  user = {user}\n}}\n"
        )
    }
}
