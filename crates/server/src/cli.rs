//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Customer service: every channel in one inbox.
///
/// Start with `rapport serve` and open the address that it prints, or look around first with `rapport demo`.
#[derive(Debug, Parser)]
#[command(
    name = "rapport",
    version,
    about,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    /// Settings that every command understands.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Settings that every command understands.
#[derive(Debug, Clone, Default, Args)]
pub struct Common {
    /// Configuration file [default: rapport.toml in the working folder, if there is one]
    #[arg(long, short, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder for database, files and keys [default: data]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Database: sqlite:///path/file.db or postgres://user:password@host/name [default: a file in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the product. The first start makes the data folder, the database and the keys
    Serve(Listen),
    /// Run the product with made-up data in three languages, to look around
    Demo(Demo),
    /// Take in a mail from standard input, for pipes of Postfix and Exim
    ///
    /// Exit codes follow sysexits.h: 0 taken in, 65 no mail, 67 no such inbox, 75 try again later.
    MailGate(MailGate),
    /// Look into mails: what would the product make of them?
    #[command(subcommand)]
    Mail(Mail),
    /// Look after the installation
    #[command(subcommand)]
    Admin(Admin),
    /// Print the OpenAPI document of the HTTP API
    Openapi,
    /// Measure; prints Markdown
    #[command(hide = true)]
    Bench(Bench),
}

/// Where to listen.
#[derive(Debug, Clone, Default, Args)]
pub struct Listen {
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub host: Option<IpAddr>,
    /// Port to listen on, 0 for any free one [default: 8080]
    #[arg(long, short, value_name = "PORT")]
    pub port: Option<u16>,
    /// What this node does, separated by commas: web, worker, channels [default: all]
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    pub roles: Option<Vec<String>>,
}

/// Run with made-up data.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to listen.
    #[command(flatten)]
    pub listen: Listen,
    /// Conversations to make; the same number makes the same data
    #[arg(long, default_value_t = 500, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    pub conversations: u32,
    /// Make the data and end, without starting the server
    #[arg(long)]
    pub only_data: bool,
}

/// Take in a mail.
#[derive(Debug, Args)]
pub struct MailGate {
    /// Mail address of the inbox, as the mail server knows it
    #[arg(long, value_name = "ADDRESS")]
    pub inbox: String,
}

/// Look into mails.
#[derive(Debug, Subcommand)]
pub enum Mail {
    /// Print what is understood of each mail, one JSON object a line
    Inspect {
        /// Raw mails
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print the sanitised HTML of an HTML file
    Sanitize {
        /// HTML file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print only the visible reply of a plain-text file, without quotes and signature
    Reply {
        /// Text file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Look after the installation.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Make an owner, also when there is one already. The password is read from standard input
    CreateOwner {
        /// Name of the owner
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Mail address to sign in with
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// Name of the organisation, for a new installation
        #[arg(long, value_name = "NAME", default_value = "My company")]
        organisation: String,
    },
    /// Set an agent's password and end the agent's sessions. The password is read from standard input
    ResetPassword {
        /// Mail address of the agent
        #[arg(long, value_name = "ADDRESS")]
        email: String,
    },
}

/// Measure.
#[derive(Debug, Args)]
pub struct Bench {
    /// What to measure: api, mail, search or start
    pub name: String,
    /// Conversations (or mails) to measure with
    #[arg(long, default_value_t = 10_000)]
    pub conversations: u32,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 5)]
    pub seconds: u32,
}
