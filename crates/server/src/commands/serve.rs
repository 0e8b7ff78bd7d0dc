//! `rapport serve`.

use crate::config::Config;
use crate::run::{Ending, Product};

/// Runs the product.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let product = Product::start(config, false).await?;
    let ending = Ending::listen()?;
    let url = &product.app.core().options.public_url;
    if product.app.setup.status().await?.organisation.is_none() {
        tracing::info!("ready: open {url} and create the owner");
    } else {
        tracing::info!("ready: {url}");
    }
    product.run(ending).await
}
