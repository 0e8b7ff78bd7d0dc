//! `cargo xtask tour`: takes the pictures of docs/TOUR.md anew, from the product as it is now.

use anyhow::Result;

use crate::command::cargo;
use crate::{node, run, workspace};

pub fn take() -> Result<()> {
    node::require()?;
    run::build_web()?;
    cargo()
        .args(["build", "--package", "server", "--bin", "rapport"])
        .run()?;
    let e2e = node::e2e();
    node::install(&e2e)?;
    node::script(&e2e, "tour")
        .env("RAPPORT_BIN", workspace::built("rapport", "dev"))
        .run()?;
    println!("wrote the pictures of docs/TOUR.md into docs/images");
    Ok(())
}
