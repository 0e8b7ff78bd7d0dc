//! Brands.

use std::sync::Arc;

use bytes::Bytes;
use domain::color::{LEGIBLE, contrast_with_white};
use domain::validate::Checks;
use domain::{Actor, BrandId, Permission};
pub use store::brands::Brand;

use crate::core::{Core, Error, Result};

/// A calm teal: what the first brand looks like until somebody chooses.
pub(crate) const DEFAULT_COLOR: &str = "#00677a";

/// Largest picture of a brand, in bytes: it is on every page that a customer sees.
pub const MOST_LOGO_BYTES: usize = 512 * 1024;

/// A brand's picture.
#[derive(Debug, Clone)]
pub struct Logo {
    /// The file.
    pub bytes: Bytes,
    /// What it is, found out from the file itself.
    pub content_type: String,
}

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

    /// The brand that the product itself wears; none before the set-up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn default(&self) -> Result<Option<Brand>> {
        Ok(store::brands::list(self.core.reader()).await?.into_iter().next())
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
        self.found(id).await
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
        let detail = format!("{name}, {color}");
        work.audit(actor, "brand.updated", ("brand", Some(id.get())), &detail)
            .await?;
        work.settings_changed("brands");
        work.commit().await?;
        self.found(id).await
    }

    /// Gives a brand a picture.
    ///
    /// # Errors
    /// When there is no such brand, the file is too large or no picture that every browser shows, or the actor may not change the
    /// organisation.
    pub async fn set_logo(&self, actor: &Actor, id: BrandId, bytes: Bytes) -> Result<Brand> {
        actor.require(Permission::OrganisationManage)?;
        self.found(id).await?;
        if bytes.len() > MOST_LOGO_BYTES {
            let detail = format!("has {} bytes, may have at most {MOST_LOGO_BYTES}", bytes.len());
            return Err(Error::field("logo", "too_large", detail));
        }
        let Some(kind) = picture_type(&bytes) else {
            return Err(Error::field(
                "logo",
                "not_a_picture",
                "must be a PNG, JPEG or WebP picture",
            ));
        };
        let (key, _) = self.core.blobs.put(bytes).await?;
        self.change_logo(actor, id, Some((&key, kind))).await
    }

    /// Takes a brand's picture away.
    ///
    /// # Errors
    /// When there is no such brand, or the actor may not change the organisation.
    pub async fn remove_logo(&self, actor: &Actor, id: BrandId) -> Result<Brand> {
        actor.require(Permission::OrganisationManage)?;
        self.change_logo(actor, id, None).await
    }

    /// A brand's picture. Everybody may see it: it stands on the page for signing in.
    ///
    /// # Errors
    /// When there is no such brand, or it has no picture.
    pub async fn logo(&self, id: BrandId) -> Result<Logo> {
        let brand = self.found(id).await?;
        let (Some(key), Some(content_type)) = (brand.logo_key, brand.logo_type) else {
            return Err(Error::not_found("logo", id));
        };
        Ok(Logo {
            bytes: self.core.blobs.get(&key).await?,
            content_type,
        })
    }

    async fn change_logo(&self, actor: &Actor, id: BrandId, logo: Option<(&str, &str)>) -> Result<Brand> {
        let mut work = self.core.begin().await?;
        if !store::brands::set_logo(&work.tx, id, logo).await? {
            return Err(Error::not_found("brand", id));
        }
        let detail = if logo.is_some() { "new logo" } else { "no logo" };
        work.audit(actor, "brand.updated", ("brand", Some(id.get())), detail)
            .await?;
        work.settings_changed("brands");
        work.commit().await?;
        self.found(id).await
    }

    async fn found(&self, id: BrandId) -> Result<Brand> {
        store::brands::find(self.core.reader(), id)
            .await?
            .ok_or_else(|| Error::not_found("brand", id))
    }
}

fn check(name: &str, color: &str) -> Result<(String, String)> {
    let mut checks = Checks::new();
    let name = checks.line("name", name, 1, 100);
    let color = checks.color("color", color);
    // Buttons carry white text on it, for agents and in letters.
    if let Some(ratio) = contrast_with_white(&color).filter(|ratio| *ratio < LEGIBLE) {
        let detail = format!(
            "white text on {color} has a contrast of {ratio:.2}:1, needs {LEGIBLE}:1: choose a darker colour"
        );
        checks.refuse("color", "contrast_too_low", detail);
    }
    checks.finish()?;
    Ok((name, color))
}

/// The kind of a picture by its first bytes. What the browser says of a file is not believed; drawings with scripts in them (SVG) are
/// none of these.
pub(crate) fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        assert_eq!(picture_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(picture_type(b"RIFF\x10\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(picture_type(b"RIFF\x10\0\0\0WAVEfmt "), None);
        assert_eq!(picture_type(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), None);
        assert_eq!(picture_type(b""), None);
    }

    #[test]
    fn the_first_colour_can_be_read_on() {
        assert!(contrast_with_white(DEFAULT_COLOR).is_some_and(|ratio| ratio > LEGIBLE));
    }
}
