//! `rapport demo`: the product with made-up data.

use std::io::Write as _;
use std::path::PathBuf;

use app::demo_data::{self, OWNER_EMAIL, OWNER_PASSWORD, Times};

use crate::cli::Demo;
use crate::config::Config;
use crate::run::{Ending, Product};

/// From so many conversations on they make a history that can be planned with; fewer are there to look at.
const A_HISTORY: u32 = 2_000;

/// Makes the data when there is none, then runs the product.
pub async fn run(mut config: Config, demo: &Demo) -> anyhow::Result<()> {
    if config.data.as_os_str() == "data" {
        // Made-up data must never end up among real ones.
        config.data = PathBuf::from("data-demo");
    }
    let product = Product::start(config, true).await?;
    let report = |done: u32| {
        if done.is_multiple_of(50_000) || done == demo.conversations {
            eprintln!("{done} of {} conversations made", demo.conversations);
        }
    };
    let times = if demo.conversations >= A_HISTORY {
        Times::AsCustomersDo
    } else {
        Times::Lately
    };
    demo_data::fill(&product.app, demo.conversations, times, report).await?;
    if demo.only_data {
        product.app.core().db.close().await?;
        return Ok(());
    }
    let ending = Ending::listen()?;
    let url = product.app.core().options.public_url.clone();
    let site = product.app.demo.site_key().await?.unwrap_or_default();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "\n  Rapport with made-up data\n\n  agent's view:        {url}\n  sign in with:        {OWNER_EMAIL} / {OWNER_PASSWORD}\n  \
         write as a customer: {url}/demo\n  chat as a customer:  {url}/shop\n  \
         key of the chat:     {site}\n\n  Press Ctrl+C to end.\n"
    )?;
    out.flush()?;
    drop(out);
    product.run(ending).await
}
