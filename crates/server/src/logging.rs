//! The log, on standard error: standard output belongs to what commands print.

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Starts logging.
pub fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter).map_err(|error| anyhow::anyhow!("log.filter: {error}"))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if log.json {
        builder.json().init()
    } else {
        builder.with_target(false).init()
    }
    Ok(())
}
