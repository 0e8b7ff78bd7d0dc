//! Configuration: defaults, then `rapport.toml`, then `RAPPORT_*`, then the command line.
//!
//! In the environment two underscores part a section from its key: `RAPPORT_DATABASE__URL`, `RAPPORT_MAIL__GOOGLE__CLIENT_ID`.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::cli::{Common, Listen};

/// All settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder for database, files and keys.
    pub data: PathBuf,
    /// Where browsers reach us; the listening address when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Master key as 64 hexadecimal digits; a file in the data folder when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<String>,
    /// What this node does.
    pub roles: Vec<Role>,
    /// The HTTP server.
    pub http: Http,
    /// The database.
    pub database: Database,
    /// Attachments and large mails.
    pub blobs: Blobs,
    /// The bus between nodes.
    pub bus: BusConfig,
    /// Mail.
    pub mail: Mail,
    /// Pushes to browsers.
    #[serde(default)]
    pub push: Push,
    /// The log.
    pub log: Log,
}

/// What a node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Answers browsers and programs.
    Web,
    /// Runs jobs.
    Worker,
    /// Watches mailboxes.
    Channels,
}

/// The HTTP server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Address to listen on.
    pub host: IpAddr,
    /// Port to listen on.
    pub port: u16,
    /// Believe X-Forwarded-For: only behind a reverse proxy of one's own.
    pub trusted_proxies: bool,
    /// Largest upload in mebibytes.
    pub max_upload_mib: u64,
    /// Requests a second that one address may make, ten times as many at once; 0 for no limit.
    pub requests_per_second: u32,
    /// Sockets of chat visitors that one address may have open; 0 for no limit.
    pub chat_sockets_per_address: u32,
    /// Header in which a trusted proxy tells a visitor's country by two letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_header: Option<String>,
}

/// The database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:///path/file.db` or `postgres://user:password@host/name`; a file in the data folder when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// SQLite: `full` (what was acknowledged survives a power cut) or `normal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synchronous: Option<String>,
    /// PostgreSQL: connections at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_size: Option<usize>,
}

/// Attachments and large mails.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blobs {
    /// A local folder; `blobs` in the data folder when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
}

/// The bus between nodes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusConfig {
    /// `nats://host:4222`; one process alone when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// PEM file with further certificate authorities for mail servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_ca_file: Option<PathBuf>,
    /// Seconds between two looks into mailboxes that do not tell of new mail by themselves.
    pub poll_seconds: u64,
    /// OAuth application for Google mailboxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub google: Option<OAuth>,
    /// OAuth application for Microsoft mailboxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub microsoft: Option<OAuth>,
}

/// An OAuth application of ours at a mail provider.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuth {
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
    /// Microsoft's tenant; `common` when absent.
    #[serde(default)]
    pub tenant: Option<String>,
    /// Another sign-in address, for national clouds.
    #[serde(default)]
    pub authorize_url: Option<String>,
    /// Another token address, for national clouds.
    #[serde(default)]
    pub token_url: Option<String>,
}

impl std::fmt::Debug for OAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OAuth")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Pushes to browsers.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// Call push services of this machine too, without encryption. Only for tests that bring one: it opens the ports of this machine
    /// to everybody who can sign in.
    #[serde(default)]
    pub allow_loopback: bool,
}

/// The log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// What is logged, as in `info,app=debug`.
    pub filter: String,
    /// One JSON object a line.
    pub json: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            public_url: None,
            secret_key: None,
            roles: vec![Role::Web, Role::Worker, Role::Channels],
            http: Http {
                host: IpAddr::from([127, 0, 0, 1]),
                port: 8080,
                trusted_proxies: false,
                max_upload_mib: 40,
                requests_per_second: 100,
                chat_sockets_per_address: 200,
                country_header: None,
            },
            database: Database::default(),
            blobs: Blobs::default(),
            bus: BusConfig::default(),
            mail: Mail {
                extra_ca_file: None,
                poll_seconds: 60,
                google: None,
                microsoft: None,
            },
            push: Push::default(),
            log: Log {
                filter: "info".to_owned(),
                json: false,
            },
        }
    }
}

impl Config {
    /// Reads the configuration.
    pub fn load(common: &Common, listen: Option<&Listen>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        figment = match &common.config {
            Some(file) if !file.is_file() => {
                bail!("the configuration file {} does not exist", file.display())
            }
            Some(file) => figment.merge(Toml::file_exact(file)),
            None => figment.merge(Toml::file("rapport.toml")),
        };
        // RAPPORT_BIN, RAPPORT_CASES and the like belong to tests, not to the configuration.
        let known = [
            "data",
            "public_url",
            "secret_key",
            "roles",
            "http",
            "database",
            "blobs",
            "bus",
            "mail",
            "push",
            "log",
        ];
        let env = Env::prefixed("RAPPORT_").split("__").filter(move |key| {
            let section = key.as_str().split("__").next().unwrap_or_default().to_lowercase();
            let section = section.split('.').next().unwrap_or_default();
            known.contains(&section)
        });
        let mut config: Self = figment
            .merge(env)
            .extract()
            .context("the configuration cannot be read")?;
        if let Some(data) = &common.data {
            config.data.clone_from(data);
        }
        if let Some(url) = &common.database {
            config.database.url = Some(url.clone());
        }
        if let Some(listen) = listen {
            config.http.host = listen.host.unwrap_or(config.http.host);
            config.http.port = listen.port.unwrap_or(config.http.port);
            if let Some(roles) = &listen.roles {
                config.roles = roles
                    .iter()
                    .map(|role| read_role(role))
                    .collect::<anyhow::Result<_>>()?;
            }
        }
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        if self.roles.is_empty() {
            bail!("roles: name at least one of web, worker, channels");
        }
        if let Some(url) = &self.public_url {
            let fits = url.starts_with("http://") || url.starts_with("https://");
            if !fits || url.ends_with('/') {
                bail!(
                    "public_url: \"{url}\" must be like https://help.example.com, without a slash at the end"
                );
            }
        }
        if let Some(mode) = &self.database.synchronous
            && !matches!(mode.as_str(), "full" | "normal")
        {
            bail!("database.synchronous: \"{mode}\" is not known; use full or normal");
        }
        if self.mail.poll_seconds == 0 {
            bail!("mail.poll_seconds: must be at least 1");
        }
        Ok(())
    }

    /// How to open the database.
    pub fn database_options(&self) -> db::DatabaseOptions {
        let file = self.data.join("rapport.db");
        let mut options = match &self.database.url {
            Some(url) => db::DatabaseOptions::new(url.clone()),
            None => db::DatabaseOptions::sqlite_file(&file),
        };
        if self.database.synchronous.as_deref() == Some("normal") {
            options.sqlite.synchronous = db::Synchronous::Normal;
        }
        if let Some(size) = self.database.pool_size {
            options.pool_size = size;
        }
        options
    }

    /// What use cases depend on.
    pub fn app_options(&self, public_url: String, demo: bool) -> anyhow::Result<app::AppOptions> {
        let mail_ca_pem = match &self.mail.extra_ca_file {
            Some(file) => Some(
                std::fs::read_to_string(file)
                    .with_context(|| format!("mail.extra_ca_file: {} cannot be read", file.display()))?,
            ),
            None => None,
        };
        Ok(app::AppOptions {
            public_url,
            demo,
            max_upload_bytes: self.http.max_upload_mib * 1024 * 1024,
            google: self.mail.google.clone().map(application),
            microsoft: self.mail.microsoft.clone().map(application),
            mail_ca_pem,
            imap_poll: Duration::from_secs(self.mail.poll_seconds),
            push_to_loopback: self.push.allow_loopback,
            previews_of_loopback: false,
            password_cost: app::passwords::PasswordCost::default(),
            trusted_proxies: self.http.trusted_proxies,
            requests_per_second: self.http.requests_per_second,
            chat_sockets_per_address: self.http.chat_sockets_per_address,
            country_header: self
                .http
                .country_header
                .clone()
                .map(|name| name.to_ascii_lowercase()),
        })
    }
}

fn application(oauth: OAuth) -> app::OAuthApplication {
    app::OAuthApplication {
        client_id: oauth.client_id,
        client_secret: oauth.client_secret,
        tenant: oauth.tenant,
        authorize_url: oauth.authorize_url,
        token_url: oauth.token_url,
    }
}

fn read_role(role: &str) -> anyhow::Result<Role> {
    Ok(match role.trim() {
        "web" => Role::Web,
        "worker" => Role::Worker,
        "channels" => Role::Channels,
        other => bail!("--roles: \"{other}\" is not known; use web, worker and channels"),
    })
}
