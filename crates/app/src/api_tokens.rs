//! API tokens: what an agent lets a program do on their behalf.

use std::sync::Arc;

use domain::validate::Checks;
use domain::{Actor, ApiTokenId, Permission, Permissions, Timestamp};
pub use store::api_tokens::ApiToken;

use crate::core::{Core, Error, Result, Token};
use crate::roles::check_permissions;
use crate::sessions::signed_in;

/// Shown in front of every token, so that scanners for leaked secrets can know one.
const MARK: &str = "rpt_";
/// 5 bits a character: 240 bits.
const LENGTH: usize = 48;

/// Use cases of API tokens.
#[derive(Clone)]
pub struct ApiTokens {
    core: Arc<Core>,
}

impl ApiTokens {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The agent's own tokens, the newest first.
    ///
    /// # Errors
    /// When the actor may not have tokens or the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<ApiToken>> {
        actor.require(Permission::ApiTokensManage)?;
        let (agent, _) = signed_in(actor)?;
        Ok(store::api_tokens::list(self.core.reader(), agent).await?)
    }

    /// Makes a token; returns its secret, which cannot be had again.
    ///
    /// # Errors
    /// When a field is refused, a scope is not the agent's own, or the actor may not have tokens.
    pub async fn create(
        &self,
        actor: &Actor,
        name: &str,
        scopes: &[String],
        expires_at: Option<&str>,
    ) -> Result<(String, ApiToken)> {
        actor.require(Permission::ApiTokensManage)?;
        let (agent, _) = signed_in(actor)?;
        let mut checks = Checks::new();
        let name = checks.line("name", name, 1, 100);
        let scopes = check_scopes(&mut checks, actor, scopes);
        let expires_at = expires_at.and_then(|text| check_expiry(&mut checks, text, self.core.clock.now()));
        checks.finish()?;
        let token = format!("{MARK}{}", Token::random(LENGTH));
        let mut work = self.core.begin().await?;
        let new = store::api_tokens::NewApiToken {
            agent_id: agent,
            name: &name,
            prefix: token.get(..MARK.len() + 6).unwrap_or(MARK),
            token_hash: &Token::hash(&token),
            scopes,
            expires_at,
        };
        let id = store::api_tokens::insert(&work.tx, &new, work.now).await?;
        let kept = store::api_tokens::find(&work.tx, agent, id)
            .await?
            .ok_or_else(|| Error::not_found("api_token", id))?;
        let subject = ("api_token", Some(id.get()));
        work.audit(actor, "api_token.created", subject, &describe(&name, scopes))
            .await?;
        work.commit().await?;
        Ok((token, kept))
    }

    /// Deletes one of the agent's own tokens; it stops working at once.
    ///
    /// # Errors
    /// When the agent has no such token or the actor may not have tokens.
    pub async fn delete(&self, actor: &Actor, id: ApiTokenId) -> Result<()> {
        actor.require(Permission::ApiTokensManage)?;
        let (agent, _) = signed_in(actor)?;
        let mut work = self.core.begin().await?;
        let token = store::api_tokens::find(&work.tx, agent, id)
            .await?
            .ok_or_else(|| Error::not_found("api_token", id))?;
        store::api_tokens::delete(&work.tx, agent, id).await?;
        let subject = ("api_token", Some(id.get()));
        work.audit(actor, "api_token.deleted", subject, &token.name)
            .await?;
        work.commit().await
    }
}

fn check_scopes(checks: &mut Checks, actor: &Actor, names: &[String]) -> Permissions {
    if names.is_empty() {
        checks.refuse("scopes", "required", "needs at least one permission");
    }
    let scopes = check_permissions(checks, "scopes", names);
    for (index, name) in names.iter().enumerate() {
        if name.parse().is_ok_and(|scope| !actor.permissions.has(scope)) {
            checks.refuse(
                &format!("scopes[{index}]"),
                "beyond_own_permissions",
                format!("you do not have the permission {name} yourself"),
            );
        }
    }
    scopes
}

fn check_expiry(checks: &mut Checks, text: &str, now: Timestamp) -> Option<Timestamp> {
    match Timestamp::parse_rfc3339(text) {
        Ok(at) if at > now => return Some(at),
        Ok(_) => checks.refuse("expires_at", "not_in_future", format!("{text} is in the past")),
        Err(error) => checks.refuse("expires_at", "invalid_time", error.to_string()),
    }
    None
}

fn describe(name: &str, scopes: Permissions) -> String {
    let scopes: Vec<&str> = scopes.iter().map(Permission::as_str).collect();
    format!("{name}: {}", scopes.join(", "))
}
