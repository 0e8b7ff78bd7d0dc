//! The master key: from the configuration, or from a file that only we can read.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use app::Keys;

use crate::config::Config;

/// Reads the master key; makes one on the first start.
pub fn load(config: &Config) -> anyhow::Result<Keys> {
    if let Some(hex) = &config.secret_key {
        return Keys::from_hex(hex).context("secret_key");
    }
    let file = config.data.join("secret.key");
    match std::fs::read_to_string(&file) {
        Ok(hex) => Keys::from_hex(&hex).with_context(|| format!("the key file {}", file.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let keys = Keys::generate();
            write(&file, &keys.to_hex())
                .with_context(|| format!("the key file {} cannot be made", file.display()))?;
            tracing::info!(
                file = %file.display(),
                "made the master key; keep a copy of this file apart from the database: without it stored passwords are lost"
            );
            Ok(keys)
        }
        Err(error) => Err(error).with_context(|| format!("the key file {} cannot be read", file.display())),
    }
}

fn write(file: &Path, hex: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut out = options.open(file)?;
    out.write_all(hex.as_bytes())?;
    out.sync_all()
}
