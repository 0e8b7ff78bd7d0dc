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
    /// How many agents it takes, when, and what they cost
    ///
    /// Needs tickets a month, or customers and incident rate; the rest has defaults that the answer lists.
    Plan(Box<Plan>),
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
    /// Conversations to make; the same number makes the same data. From 2000 on they are a history to plan with, and chats come on top
    #[arg(long, default_value_t = 3_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
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

/// How many agents it takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Plan {
    /// Answers to single problems instead.
    #[command(subcommand)]
    pub command: Option<PlanCommand>,
    /// Tickets a month
    #[arg(long, value_name = "N")]
    pub tickets: Option<f64>,
    /// Customers
    #[arg(long, value_name = "N")]
    pub customers: Option<f64>,
    /// Contacts per customer and month, 0.3 for three from ten customers
    #[arg(long, value_name = "RATE")]
    pub incident_rate: Option<f64>,
    /// Growth a month, 0.02 for 2 %
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    pub growth: f64,
    /// How many months from now the plan is for
    #[arg(long, value_name = "MONTHS", default_value_t = 0.0)]
    pub months_ahead: f64,
    /// How contacts are spread over channels, such as phone=30,chat=20,email=50
    #[arg(long, value_name = "MIX")]
    pub mix: Option<String>,
    /// When the team is there: 24/7, or days and hours such as "mon-fri 8-18, sat 9-13" [default: mon-fri 8-18]
    #[arg(long, value_name = "HOURS")]
    pub opening: Option<String>,
    /// Share of paid time that is not spent on contacts [default: 0.3]
    #[arg(long, value_name = "SHARE")]
    pub shrinkage: Option<f64>,
    /// Share of contacts that a bot answers
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub bot: f64,
    /// Gross pay of an agent a year
    #[arg(long, value_name = "MONEY")]
    pub salary: Option<f64>,
    /// What a vendor asks for an hour of an agent at work
    #[arg(long, value_name = "MONEY", conflicts_with_all = ["vendor_per_ticket", "vendor_per_seat"])]
    pub vendor_per_hour: Option<f64>,
    /// What a vendor asks for a contact
    #[arg(long, value_name = "MONEY", conflicts_with = "vendor_per_seat")]
    pub vendor_per_ticket: Option<f64>,
    /// What a vendor asks for an agent and month
    #[arg(long, value_name = "MONEY")]
    pub vendor_per_seat: Option<f64>,
    /// Money a year that there is for it
    #[arg(long, value_name = "MONEY")]
    pub budget: Option<f64>,
    /// Kind of product [default: software]
    #[arg(long, value_enum)]
    pub product: Option<Product>,
    /// Everything that a plan is made from, as JSON; what is said beside it goes first
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// The kind of product that customers ask about.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Product {
    /// Consumer goods
    Consumer,
    /// Software, also as a service, finance technology, games
    Software,
    /// Complex, or new and unusual
    Complex,
}

/// How something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Single problems.
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Answer problems about queues from standard input, one JSON object a line
    ///
    /// {"model": "erlang_c", "calls": 100, "interval_s": 1800, "aht_s": 180, "target_service_level": 0.8, "threshold_s": 20}
    ///
    /// Models are erlang_b, erlang_c, erlang_a (customers give up after patience_s on average) and chat. What is left out
    /// is asked for: agents for targets, the outcome for a number of agents, the load that they can bear.
    #[command(verbatim_doc_comment)]
    Queue,
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
    /// What to measure: api, chat, mail, search or start
    pub name: String,
    /// Conversations (or mails) to measure with
    #[arg(long, default_value_t = 10_000)]
    pub conversations: u32,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 5)]
    pub seconds: u32,
    /// chat: open sockets, one step after the other
    #[arg(long, default_values_t = [1_000, 5_000, 10_000, 20_000], value_delimiter = ',')]
    pub sockets: Vec<u32>,
    /// chat: messages a second
    #[arg(long, default_value_t = 500)]
    pub rate: u32,
    /// chat: connections that are cut at random each second
    #[arg(long, default_value_t = 0)]
    pub cuts: u32,
}
