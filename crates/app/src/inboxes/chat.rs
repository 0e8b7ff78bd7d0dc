//! Sites: chat inboxes with their widget.

use domain::attributes::AttributeSubject;
use domain::chat::{Field, Topic, Widget};
use domain::validate::Checks;
use domain::{Actor, InboxId, Permission, Scope};
use store::chat::SiteSettings;
use store::inboxes::Inbox;
use url::Url;

use super::{ChatInput, InboxChange, InboxDetail, Inboxes, NewInbox, apply, brand, named, team, visible};
use crate::conversations::UNSUPPORTED;
use crate::core::{Error, Result, Token, Work};
use crate::secrets;

/// Characters of a site key: 80 random bits, so that two installations behind one proxy never have the same.
const SITE_KEY: usize = 16;
/// Characters of an identity secret: 5 bits each.
const SECRET: usize = 52;
/// Sites that may show one widget.
const MOST_ORIGINS: usize = 50;

/// Settings of a site as they may be shown.
#[derive(Debug, Clone)]
pub struct ChatSettings {
    /// Public key of the widget.
    pub site_key: String,
    /// Whether there is a secret that signs identities.
    pub has_identity_secret: bool,
    /// Only customers who are identified may chat.
    pub identity_required: bool,
    /// Inbox by which answers go on as mail, and offline forms come in.
    pub mail_inbox_id: Option<InboxId>,
    /// Seconds since the visitor left until an unseen answer goes by mail; 0 for never.
    pub continue_after_seconds: i64,
    /// Seconds of silence after which an agent is called idle; 0 for never.
    pub idle_warning_seconds: i64,
    /// Agents see what is being typed, and visitors are told so.
    pub typing_shown: bool,
    /// Work that a new visitor's browser has to do, as leading zero bits; 0 for none.
    pub proof_bits: u32,
    /// Sites that may show the widget; empty for all.
    pub origins: Vec<String>,
    /// Look, words, fields, topics, invitations.
    pub widget: Widget,
}

/// Settings as they may be shown.
pub(super) fn settings(site: SiteSettings) -> ChatSettings {
    ChatSettings {
        widget: Widget::from_json(&site.widget),
        origins: site.origins.lines().map(str::to_owned).collect(),
        has_identity_secret: site.identity_secret.is_some(),
        site_key: site.site_key,
        identity_required: site.identity_required,
        mail_inbox_id: site.mail_inbox_id,
        continue_after_seconds: site.continue_after_seconds,
        idle_warning_seconds: site.idle_warning_seconds,
        typing_shown: site.typing_shown,
        proof_bits: site.proof_bits,
    }
}

impl Inboxes {
    pub(super) async fn create_site(&self, actor: &Actor, new: NewInbox) -> Result<InboxDetail> {
        let mut checks = Checks::new();
        let name = checks.line("name", &new.name, 1, 100);
        if new.email.is_some() {
            checks.refuse(
                "email",
                UNSUPPORTED,
                "a site has no mail servers; name an inbox for mail in chat",
            );
        }
        if !new.address.trim().is_empty() {
            checks.refuse(
                "address",
                UNSUPPORTED,
                "a site gets its key from us; leave it out",
            );
        }
        let mut work = self.core.begin().await?;
        let brand = brand(&work.tx, new.brand_id, &mut checks).await?;
        team(&work.tx, new.team_id, &mut checks).await?;
        let blank = SiteSettings {
            inbox_id: InboxId(0),
            site_key: Token::random(SITE_KEY),
            identity_secret: None,
            identity_required: false,
            mail_inbox_id: None,
            continue_after_seconds: 300,
            idle_warning_seconds: 120,
            typing_shown: false,
            proof_bits: 0,
            origins: String::new(),
            widget: Widget::default().to_json(),
        };
        let input = new.chat.unwrap_or_default();
        let mut site = merged(&work, actor, blank, input, &mut checks).await?;
        checks.finish()?;
        let row = store::inboxes::NewInbox {
            name: &name,
            channel: &new.channel,
            address: &site.site_key,
            brand,
            team: new.team_id,
        };
        let id = store::inboxes::insert(&work.tx, &row, work.now).await?;
        site.inbox_id = id;
        store::chat::sites::put(&work.tx, &site, work.now).await?;
        self.made(&mut work, actor, id, &name).await?;
        work.settings_changed("inboxes");
        work.commit().await?;
        self.get(actor, id).await
    }

    pub(super) async fn update_site(
        &self,
        actor: &Actor,
        id: InboxId,
        change: InboxChange,
    ) -> Result<InboxDetail> {
        let mut work = self.core.begin().await?;
        let (mut inbox, before) = site(&work, actor, id).await?;
        let mut checks = Checks::new();
        if change.email.is_some() {
            checks.refuse(
                "email",
                UNSUPPORTED,
                "a site has no mail servers; name an inbox for mail in chat",
            );
        }
        let mut changed = apply(&work.tx, &mut inbox, &change, &mut checks).await?;
        let after = match change.chat {
            Some(input) => merged(&work, actor, before.clone(), input, &mut checks).await?,
            None => before.clone(),
        };
        checks.finish()?;
        changed.extend(changes(&before, &after));
        store::inboxes::update(&work.tx, &inbox, work.now).await?;
        store::chat::sites::put(&work.tx, &after, work.now).await?;
        let detail = format!("{}: {}", inbox.name, changed.join(", "));
        work.audit(actor, "inbox.updated", ("inbox", Some(id.get())), &detail)
            .await?;
        work.settings_changed("inboxes");
        work.commit().await?;
        self.get(actor, id).await
    }

    /// Makes a new secret by which the organisation's own server says who a visitor is. The one before stops working. Only now is it
    /// shown.
    ///
    /// # Errors
    /// When there is no such inbox, it is no site, or the actor may not manage inboxes.
    pub async fn create_identity_secret(&self, actor: &Actor, id: InboxId) -> Result<String> {
        actor.require(Permission::InboxesManage)?;
        let secret = Token::random(SECRET);
        let sealed = self
            .core
            .keys
            .seal(secrets::CHAT_IDENTITY, &secret)
            .map_err(|error| Error::Internal(error.to_string()))?;
        self.set_identity_secret(actor, id, Some(sealed), "inbox.identity_secret_created")
            .await?;
        Ok(secret)
    }

    /// Takes the secret away: nobody can be identified any more, and nobody has to be.
    ///
    /// # Errors
    /// When there is no such inbox, it is no site, or the actor may not manage inboxes.
    pub async fn delete_identity_secret(&self, actor: &Actor, id: InboxId) -> Result<()> {
        actor.require(Permission::InboxesManage)?;
        self.set_identity_secret(actor, id, None, "inbox.identity_secret_deleted")
            .await
    }

    async fn set_identity_secret(
        &self,
        actor: &Actor,
        id: InboxId,
        sealed: Option<String>,
        action: &str,
    ) -> Result<()> {
        let mut work = self.core.begin().await?;
        let (inbox, mut site) = site(&work, actor, id).await?;
        site.identity_required = site.identity_required && sealed.is_some();
        site.identity_secret = sealed;
        store::chat::sites::put(&work.tx, &site, work.now).await?;
        work.audit(actor, action, ("inbox", Some(id.get())), &inbox.name)
            .await?;
        work.settings_changed("inboxes");
        work.commit().await
    }
}

/// A site that the actor may see, locked.
async fn site(work: &Work<'_>, actor: &Actor, id: InboxId) -> Result<(Inbox, SiteSettings)> {
    let inbox = visible(&work.tx, actor, id).await?;
    match store::chat::sites::lock_settings(&work.tx, id).await? {
        Some(site) => Ok((inbox, site)),
        None => Err(Error::conflict(UNSUPPORTED, "this inbox has no widget")),
    }
}

/// Puts what was asked for over what there was. Refusals are added to `checks`; then what comes back must not be used.
async fn merged(
    work: &Work<'_>,
    actor: &Actor,
    mut site: SiteSettings,
    input: ChatInput,
    checks: &mut Checks,
) -> Result<SiteSettings> {
    if let Some(required) = input.identity_required {
        if required && site.identity_secret.is_none() {
            let detail = "make an identity secret first; without one nobody could chat";
            checks.refuse("chat.identity_required", "identity_secret_missing", detail);
        }
        site.identity_required = required;
    }
    if let Some(wanted) = input.mail_inbox_id {
        check_mail_inbox(work, actor.scope(), wanted, checks).await?;
        site.mail_inbox_id = wanted;
    }
    let seconds = [
        (
            "continue_after_seconds",
            input.continue_after_seconds,
            7 * 24 * 3600,
        ),
        ("idle_warning_seconds", input.idle_warning_seconds, 24 * 3600),
        ("proof_bits", input.proof_bits.map(i64::from), 24),
    ];
    for (field, value, most) in seconds {
        checks.range(&format!("chat.{field}"), value.unwrap_or(0), 0, most);
    }
    site.continue_after_seconds = input
        .continue_after_seconds
        .unwrap_or(site.continue_after_seconds);
    site.idle_warning_seconds = input.idle_warning_seconds.unwrap_or(site.idle_warning_seconds);
    site.proof_bits = input.proof_bits.unwrap_or(site.proof_bits);
    site.typing_shown = input.typing_shown.unwrap_or(site.typing_shown);
    if let Some(origins) = &input.origins {
        site.origins = check_origins(checks, origins).join("\n");
    }
    if let Some(widget) = input.widget {
        let widget = widget.check(checks, "chat.widget");
        check_topics(work, &widget.topics, checks).await?;
        check_bound(work, &widget.fields, checks).await?;
        site.widget = widget.to_json();
    }
    Ok(site)
}

/// Answers that go on as mail leave by an inbox that can write to an address.
async fn check_mail_inbox(
    work: &Work<'_>,
    scope: Scope,
    wanted: Option<InboxId>,
    checks: &mut Checks,
) -> Result<()> {
    let Some(id) = wanted else { return Ok(()) };
    let field = "chat.mail_inbox_id";
    match store::inboxes::find(&work.tx, scope, id).await? {
        None => checks.refuse(field, "inbox_not_found", "there is no such inbox"),
        Some(inbox) if !channels::registry::of(&inbox.channel).capabilities.mail_intake => {
            checks.refuse(field, "not_for_mail", "choose an inbox for mail");
        }
        Some(_) => {}
    }
    Ok(())
}

async fn check_topics(work: &Work<'_>, topics: &[Topic], checks: &mut Checks) -> Result<()> {
    for (index, topic) in topics.iter().enumerate() {
        if let Some(team) = topic.team
            && store::teams::name(&work.tx, team).await?.is_none()
        {
            let field = format!("chat.widget.topics.{index}.team_id");
            checks.refuse(&field, "team_not_found", "there is no such team");
        }
    }
    Ok(())
}

async fn check_bound(work: &Work<'_>, fields: &[Field], checks: &mut Checks) -> Result<()> {
    let bound = |field: &Field| field.bound_to.strip_prefix("attribute:").map(str::to_owned);
    if fields.iter().all(|field| bound(field).is_none()) {
        return Ok(());
    }
    let known = store::attributes::list(&work.tx).await?;
    for (index, field) in fields.iter().enumerate() {
        if let Some(key) = bound(field)
            && !known
                .iter()
                .any(|a| a.subject == AttributeSubject::Contact && a.key == key)
        {
            let field = format!("chat.widget.fields.{index}.bound_to");
            let detail = format!("contacts have no attribute \"{key}\"");
            checks.refuse(&field, "attribute_not_found", detail);
        }
    }
    Ok(())
}

/// Origins as browsers name them (scheme, host, port); the host may begin with `*.`.
fn check_origins(checks: &mut Checks, origins: &[String]) -> Vec<String> {
    if origins.len() > MOST_ORIGINS {
        let detail = format!("has {}, may have at most {MOST_ORIGINS}", origins.len());
        checks.refuse("chat.origins", "too_many", detail);
    }
    let mut all: Vec<String> = Vec::new();
    for (index, text) in origins.iter().enumerate().take(MOST_ORIGINS) {
        match origin(text.trim()) {
            Some(origin) if !all.contains(&origin) => all.push(origin),
            Some(_) => {}
            None => {
                let detail = format!(
                    "\"{}\" is not a site such as https://shop.example.com",
                    text.trim()
                );
                checks.refuse(&format!("chat.origins.{index}"), "invalid_origin", detail);
            }
        }
    }
    all
}

fn origin(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let (any, host) = match rest.strip_prefix("*.") {
        Some(host) => ("*.", host),
        None => ("", rest),
    };
    let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let host = url
        .host_str()
        .filter(|host| !host.is_empty() && !host.contains('*'))?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    plain.then(|| format!("{}://{any}{host}{port}", url.scheme()))
}

/// What changed, for the audit log, which holds no secrets.
fn changes(before: &SiteSettings, after: &SiteSettings) -> Vec<&'static str> {
    named(&[
        ("identity", before.identity_required != after.identity_required),
        ("inbox for mail", before.mail_inbox_id != after.mail_inbox_id),
        (
            "going on by mail",
            before.continue_after_seconds != after.continue_after_seconds,
        ),
        (
            "idle warning",
            before.idle_warning_seconds != after.idle_warning_seconds,
        ),
        ("typing", before.typing_shown != after.typing_shown),
        ("proof of work", before.proof_bits != after.proof_bits),
        ("sites", before.origins != after.origins),
        ("widget", before.widget != after.widget),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_what_browsers_name() {
        for (given, kept) in [
            ("https://shop.example.com", "https://shop.example.com"),
            ("HTTPS://Shop.Example.com/", "https://shop.example.com"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("https://shop.example.com:443", "https://shop.example.com"),
            ("https://*.example.com", "https://*.example.com"),
            ("https://cửahàng.vn", "https://xn--cahng-tqa2694c.vn"),
        ] {
            assert_eq!(origin(given).as_deref(), Some(kept), "{given}");
        }
        for wrong in [
            "",
            "shop.example.com",
            "https://",
            "https://*",
            "https://a.*.com",
            "ftp://example.com",
            "https://example.com/shop",
            "https://example.com?x=1",
            "https://user@example.com",
            "javascript://example.com",
            "https://example.com'; script-src *",
        ] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }
}
