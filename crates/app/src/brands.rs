//! Brands.

use std::sync::Arc;

use domain::validate::Checks;
use domain::{Actor, BrandId, Permission};
pub use store::brands::Brand;

use crate::core::{Core, Error, Result};

/// Blue: what the first brand looks like until somebody chooses.
pub(crate) const DEFAULT_COLOR: &str = "#2563eb";

/// Use cases of brands.
#[derive(Clone)]
pub struct Brands {
    core: Arc<Core>,
}

impl Brands {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// All brands, the default one first. Every agent may read them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, _: &Actor) -> Result<Vec<Brand>> {
        Ok(store::brands::list(self.core.reader()).await?)
    }

    /// Makes a brand.
    ///
    /// # Errors
    /// When a field is refused or the actor may not change the organisation.
    pub async fn create(&self, actor: &Actor, name: &str, color: &str) -> Result<Brand> {
        actor.require(Permission::OrganisationManage)?;
        let (name, color) = check(name, color)?;
        let mut work = self.core.begin().await?;
        let id = store::brands::insert(&work.tx, &name, &color, work.now).await?;
        work.audit(actor, "brand.created", ("brand", Some(id.get())), &name)
            .await?;
        work.settings_changed("brands");
        work.commit().await?;
        Ok(Brand { id, name, color })
    }

    /// Changes a brand.
    ///
    /// # Errors
    /// When there is no such brand, a field is refused, or the actor may not change the organisation.
    pub async fn update(&self, actor: &Actor, id: BrandId, name: &str, color: &str) -> Result<Brand> {
        actor.require(Permission::OrganisationManage)?;
        let (name, color) = check(name, color)?;
        let mut work = self.core.begin().await?;
        if !store::brands::update(&work.tx, id, &name, &color).await? {
            return Err(Error::not_found("brand", id));
        }
        work.audit(actor, "brand.updated", ("brand", Some(id.get())), &name)
            .await?;
        work.settings_changed("brands");
        work.commit().await?;
        Ok(Brand { id, name, color })
    }
}

fn check(name: &str, color: &str) -> Result<(String, String)> {
    let mut checks = Checks::new();
    let name = checks.line("name", name, 1, 100);
    let color = checks.color("color", color);
    checks.finish()?;
    Ok((name, color))
}
