//! Checks of what people save.

use domain::placeholders;
use domain::saved_replies::{Owner, OwnerKind};
use domain::text::fold;
use domain::validate::{Checks, is_language_tag};
use domain::{Actor, TeamId};
use store::saved_replies::Content;

use super::SavedReplyInput;
use crate::core::Result;

/// Most characters of a text.
const MOST_BODY: usize = 50_000;
/// Most characters of a folder's path.
const MOST_FOLDER: usize = 200;

/// A [`SavedReplyInput`] that passed its checks.
pub(super) struct Checked {
    pub owner: Owner,
    pub name: String,
    name_folded: String,
    folder: String,
    language: Option<String>,
    body: String,
    search_folded: String,
}

impl Checked {
    pub(super) fn content(&self) -> Content<'_> {
        Content {
            owner: self.owner,
            name: &self.name,
            name_folded: &self.name_folded,
            folder: &self.folder,
            language: self.language.as_deref(),
            body: &self.body,
            search_folded: &self.search_folded,
        }
    }
}

/// Checks what `actor`, who is in `teams`, wants to save. Whether they may is not asked here.
pub(super) fn check(actor: &Actor, teams: &[TeamId], input: &SavedReplyInput) -> Result<Checked> {
    let mut checks = Checks::new();
    let name = checks.line("name", &input.name, 1, 100);
    let folder = folder(&mut checks, input.folder.as_deref().unwrap_or_default());
    let language = language(&mut checks, input.language.as_deref().unwrap_or_default());
    let body = checks.text("body", &input.body, 1, MOST_BODY);
    for wrong in placeholders::check(&body) {
        checks.refuse("body", wrong.code(), wrong.to_string());
    }
    let owner = owner(&mut checks, actor, teams, input);
    checks.finish()?;
    Ok(Checked {
        // `finish` has ended it when there is no owner.
        owner: owner.unwrap_or(Owner::Everyone),
        name_folded: fold(&name),
        search_folded: fold(&format!("{name}\n{folder}\n{body}")),
        name,
        folder,
        language,
        body,
    })
}

/// "  Bán hàng / / Đổi trả/" is written "Bán hàng/Đổi trả".
fn folder(checks: &mut Checks, path: &str) -> String {
    let path = checks.line("folder", path, 0, MOST_FOLDER);
    let steps: Vec<&str> = path
        .split('/')
        .map(str::trim)
        .filter(|step| !step.is_empty())
        .collect();
    steps.join("/")
}

fn language(checks: &mut Checks, tag: &str) -> Option<String> {
    let tag = checks.line("language", tag, 0, 35);
    if !tag.is_empty() && !is_language_tag(&tag) {
        let detail = format!("\"{tag}\" is not a language such as vi or pt-BR");
        checks.refuse("language", "invalid_locale", detail);
    }
    Some(tag).filter(|tag| !tag.is_empty())
}

fn owner(checks: &mut Checks, actor: &Actor, teams: &[TeamId], input: &SavedReplyInput) -> Option<Owner> {
    let kind = match input.owner.as_deref() {
        None => OwnerKind::Personal,
        Some(kind) => checks.name("owner", kind)?,
    };
    match (kind, input.team, actor.agent_id()) {
        (OwnerKind::Team, Some(team), agent) => {
            let owner = Owner::Team(team);
            if !owner.is_seen_by(agent, teams) {
                checks.refuse("team_id", "not_a_member", "you are not in this team");
            }
            return Some(owner);
        }
        (OwnerKind::Team, None, _) => checks.refuse("team_id", "required", "name the team whose it is"),
        (OwnerKind::Personal | OwnerKind::Everyone, Some(_), _) => {
            checks.refuse("team_id", "not_allowed", "is only for those of a team");
        }
        (OwnerKind::Personal, None, Some(agent)) => return Some(Owner::Agent(agent)),
        (OwnerKind::Personal, None, None) => {
            checks.refuse("owner", "not_allowed", "only agents have personal ones");
        }
        (OwnerKind::Everyone, None, _) => return Some(Owner::Everyone),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_paths_without_empty_steps() {
        let mut checks = Checks::new();
        assert_eq!(folder(&mut checks, " /Bán hàng / / Đổi trả/"), "Bán hàng/Đổi trả");
        assert_eq!(folder(&mut checks, " // "), "");
        assert!(checks.finish().is_ok());
        let mut checks = Checks::new();
        folder(&mut checks, "a\nb");
        assert!(checks.finish().is_err());
    }
}
