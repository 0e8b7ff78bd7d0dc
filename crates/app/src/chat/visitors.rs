//! Becoming a visitor, coming back as one, and what visitors say of themselves.

use std::sync::Arc;

use domain::VisitorId;
use domain::text::clean;
use domain::validate::{Checks, is_language_tag};
use serde_json::{Map, Value};
use store::chat::Visitor;
use store::chat::visitors::{NewVisitor, Place};
use url::Url;

use super::site::Site;
use super::{From, ShownChat, VisitorChat, described};
use crate::core::{Error, Result, Token, Work};

/// 5 bits a character: 260 bits.
pub(super) const TOKEN_LENGTH: usize = 52;
/// Pages of a visitor that are remembered.
const PAGES: u32 = 50;
/// Chats that a visitor is given at once.
const FIRST_CHATS: u32 = 20;
/// What is kept of a campaign.
const UTM: [&str; 5] = ["source", "medium", "campaign", "term", "content"];

/// A visitor whose token was checked, with its site.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Who.
    pub visitor: Visitor,
    /// Where.
    pub site: Arc<Site>,
}

/// A page of the company's own site.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'a> {
    /// Address.
    pub url: &'a str,
    /// Title.
    pub title: &'a str,
    /// Where the visitor came from.
    pub referrer: &'a str,
}

/// What a browser says when it comes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival<'a> {
    /// Its token, when it has been here.
    pub token: Option<&'a str>,
    /// The number by which the pages of its browser were told before; empty when there is none.
    pub browser: &'a str,
    /// Its language.
    pub locale: &'a str,
    /// Where it is.
    pub page: Page<'a>,
    /// The campaign that brought it, as name and value.
    pub utm: &'a [(&'a str, &'a str)],
}

/// A page that is told before there is a chat.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beacon<'a> {
    /// The number of the browser.
    pub browser: &'a str,
    /// Its language.
    pub locale: &'a str,
    /// Where it is.
    pub page: Page<'a>,
    /// The campaign that brought it.
    pub utm: &'a [(&'a str, &'a str)],
}

/// A visitor with its token.
#[derive(Debug, Clone)]
pub struct Session {
    /// The token; its client keeps it.
    pub token: String,
    /// Who.
    pub guest: Guest,
    /// Its chats, the newest first.
    pub chats: Vec<ShownChat>,
}

/// What a visitor says of itself; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct VisitorChange {
    /// Name.
    pub name: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Language.
    pub locale: Option<String>,
    /// What the page knows of it; null takes away.
    pub attributes: Map<String, Value>,
}

impl VisitorChat {
    /// The visitor of a token.
    ///
    /// # Errors
    /// `visitor_unknown`; `site_off`, `origin_refused`, `blocked`.
    pub async fn authenticate(&self, token: &str, from: &From<'_>) -> Result<Guest> {
        let visitor = store::chat::visitors::find_by_token(self.core.reader(), &Token::hash(token))
            .await?
            .ok_or_else(|| Error::Unauthenticated {
                code: "visitor_unknown",
                detail:
                    "there is no such visitor: become one with POST /api/v1/chat/sites/{site_key}/visitors"
                        .to_owned(),
            })?;
        let site = self.site_of(visitor.inbox_id, from).await?;
        Ok(Guest { visitor, site })
    }

    /// Whether a visitor who came in is still let in: blocks and switches count for sockets that are open too.
    ///
    /// # Errors
    /// `site_off`, `blocked`.
    pub async fn still_let_in(&self, guest: &Guest) -> Result<()> {
        let visitor = &guest.visitor;
        let from = From {
            ip: &visitor.ip,
            network: std::net::Ipv4Addr::UNSPECIFIED.into(),
            country: &visitor.country,
            user_agent: "",
            origin: None,
        };
        self.site_of(visitor.inbox_id, &from).await?;
        Ok(())
    }

    /// Whether a token is that of a visitor of this site, who then needs no proof to come in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known(&self, site: &Site, token: &str) -> Result<Option<Visitor>> {
        let found = store::chat::visitors::find_by_token(self.core.reader(), &Token::hash(token)).await?;
        Ok(found.filter(|visitor| visitor.inbox_id == site.row.inbox_id))
    }

    /// Comes in: as the visitor of the token when there is one, as the one whose pages were told before, else as a new one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn arrive(&self, site: Arc<Site>, arrival: &Arrival<'_>, from: &From<'_>) -> Result<Session> {
        let place = Arriving::of(&site, arrival.page, from);
        let known = match arrival.token {
            Some(token) => self.known(&site, token).await?.map(|visitor| (token, visitor)),
            None => None,
        };
        let browser = browser_hash(arrival.browser);
        let mut work = self.core.begin().await?;
        let (token, id) = match known {
            Some((token, visitor)) => {
                store::chat::visitors::came_back(&work.tx, visitor.id, &place.place(from), work.now).await?;
                (token.to_owned(), visitor.id)
            }
            None => become_new(&mut work, &site, arrival, &place, (browser.as_deref(), from)).await?,
        };
        place.note(&work, id).await?;
        let visitor = store::chat::visitors::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::Internal("a visitor vanished".to_owned()))?;
        work.commit().await?;
        self.visitors_changed(site.row.inbox_id);
        self.session(token, Guest { visitor, site }).await
    }

    /// A page is told before there is a chat. True when an agent has begun one with this browser.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_page(&self, site: &Site, beacon: &Beacon<'_>, from: &From<'_>) -> Result<bool> {
        let Some(browser) = browser_hash(beacon.browser).filter(|_| site.widget.tracking) else {
            return Ok(false);
        };
        let place = Arriving::of(site, beacon.page, from);
        if place.url.is_empty() {
            return Ok(false);
        }
        let inbox = site.row.inbox_id;
        let work = self.core.begin().await?;
        let found = store::chat::visitors::find_by_browser(&work.tx, inbox, &browser).await?;
        let id = match found {
            Some((id, _)) => {
                let before = store::chat::visitors::find(&work.tx, id).await?;
                let (url, title) = (&place.url, &place.title);
                store::chat::visitors::opened_page(&work.tx, id, url, title, work.now).await?;
                // Told again because it is still looked at: no other page.
                if before.is_none_or(|before| before.page_url != place.url) {
                    place.note(&work, id).await?;
                }
                id
            }
            None => {
                let token = store::chat::visitors::unclaimed(&Token::random(TOKEN_LENGTH));
                let new = NewVisitor {
                    token_hash: &token,
                    browser_hash: Some(&browser),
                    utm: &place.campaign(beacon.utm),
                    locale: &site.widget.locale(beacon.locale),
                    ..place.visitor(from)
                };
                let id = store::chat::visitors::insert(&work.tx, inbox, &new, work.now).await?;
                place.note(&work, id).await?;
                id
            }
        };
        let invited = store::chat::visitors::is_invited(&work.tx, id).await?;
        work.commit().await?;
        self.visitors_changed(inbox);
        Ok(invited)
    }

    /// A visitor with its token and its chats.
    pub(super) async fn session(&self, token: String, guest: Guest) -> Result<Session> {
        let id = guest.visitor.id;
        let chats = store::chat::chats::list_own(self.core.reader(), id, None, FIRST_CHATS).await?;
        let chats = self.all_shown(chats).await?;
        Ok(Session { token, guest, chats })
    }

    /// A visitor opened another page of the company's site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_page(&self, guest: &Guest, page: &Page<'_>) -> Result<()> {
        let (url, title) = (address(page.url), line(page.title, 300));
        if !guest.site.widget.tracking || url.is_empty() {
            return Ok(());
        }
        let work = self.core.begin().await?;
        let id = guest.visitor.id;
        store::chat::visitors::opened_page(&work.tx, id, &url, &title, work.now).await?;
        store::chat::visitors::insert_page(&work.tx, id, &url, &title, work.now).await?;
        store::chat::visitors::forget_pages(&work.tx, id, PAGES).await?;
        work.commit().await?;
        self.visitors_changed(guest.visitor.inbox_id);
        Ok(())
    }

    /// A visitor says who they are. It is shown to agents as what it is: said, not proven.
    ///
    /// # Errors
    /// Refused fields; `identity_fixed` when the company's own server has said who it is.
    pub async fn say_who(&self, guest: &Guest, change: &VisitorChange) -> Result<Visitor> {
        let mut checks = Checks::new();
        let name = change
            .name
            .as_deref()
            .map(|name| checks.line("name", name, 0, 200));
        let email = change
            .email
            .as_deref()
            .filter(|email| !email.trim().is_empty())
            .map(|email| checks.email("email", email));
        if let Some(locale) = &change.locale
            && !is_language_tag(locale)
        {
            checks.refuse(
                "locale",
                "invalid_language",
                "is not a language tag such as vi or pt-BR",
            );
        }
        checks.finish()?;
        if guest.visitor.verified && (name.is_some() || email.is_some()) {
            return Err(Error::Forbidden {
                code: "identity_fixed",
                detail: "who this is was said by the company's own server".to_owned(),
            });
        }
        let work = self.core.begin().await?;
        let mut visitor = store::chat::visitors::lock(&work.tx, guest.visitor.id)
            .await?
            .ok_or_else(|| Error::not_found("visitor", guest.visitor.id))?;
        visitor.name = name.unwrap_or(visitor.name);
        visitor.email = email.unwrap_or(visitor.email);
        if let Some(locale) = &change.locale {
            visitor.locale = guest.site.widget.locale(locale);
        }
        let (name, email, locale) = (&visitor.name, &visitor.email, &visitor.locale);
        store::chat::visitors::set_said(&work.tx, visitor.id, name, email, locale).await?;
        if !change.attributes.is_empty() {
            visitor.attributes = described::merged(&visitor.attributes, &change.attributes)?;
            store::chat::visitors::set_attributes(&work.tx, visitor.id, &visitor.attributes).await?;
            if let Some(contact) = visitor.contact_id {
                described::tell_contact(&work, &visitor, contact).await?;
            }
        }
        work.commit().await?;
        self.visitors_changed(visitor.inbox_id);
        Ok(visitor)
    }
}

/// A visitor without a token that is known: the one whose pages this browser told, as long as nobody holds its token, else a new one.
async fn become_new(
    work: &mut Work<'_>,
    site: &Site,
    arrival: &Arrival<'_>,
    place: &Arriving,
    (browser, from): (Option<&str>, &From<'_>),
) -> Result<(String, VisitorId)> {
    let token = Token::random(TOKEN_LENGTH);
    let (hash, locale) = (Token::hash(&token), site.widget.locale(arrival.locale));
    let inbox = site.row.inbox_id;
    let told = match browser {
        Some(browser) => store::chat::visitors::find_by_browser(&work.tx, inbox, browser).await?,
        None => None,
    };
    if let Some((id, false)) = told
        && store::chat::visitors::claim(&work.tx, id, &hash, &locale).await?
    {
        return Ok((token, id));
    }
    let new = NewVisitor {
        token_hash: &hash,
        browser_hash: browser,
        locale: &locale,
        utm: &place.campaign(arrival.utm),
        ..place.visitor(from)
    };
    let id = store::chat::visitors::insert(&work.tx, inbox, &new, work.now).await?;
    Ok((token, id))
}

/// Where a visitor comes in, cleaned; nothing where the site does not follow visitors.
struct Arriving {
    url: String,
    title: String,
    referrer: String,
    user_agent: String,
}

impl Arriving {
    fn of(site: &Site, page: Page<'_>, from: &From<'_>) -> Self {
        let page = if site.widget.tracking {
            page
        } else {
            Page::default()
        };
        Self {
            url: address(page.url),
            title: line(page.title, 300),
            referrer: address(page.referrer),
            user_agent: line(from.user_agent, 300),
        }
    }

    fn place<'a>(&'a self, from: &From<'a>) -> Place<'a> {
        Place {
            url: &self.url,
            title: &self.title,
            ip: from.ip,
            country: from.country,
            user_agent: &self.user_agent,
        }
    }

    fn visitor<'a>(&'a self, from: &From<'a>) -> NewVisitor<'a> {
        NewVisitor {
            country: from.country,
            ip: from.ip,
            user_agent: &self.user_agent,
            referrer: &self.referrer,
            page_url: &self.url,
            page_title: &self.title,
            ..NewVisitor::default()
        }
    }

    /// The campaign as it was said, else as the address of the page has it.
    fn campaign(&self, said: &[(&str, &str)]) -> String {
        match campaign(said.iter().copied()) {
            lines if lines.is_empty() => {
                let page = Url::parse(&self.url).ok();
                let pairs = page.iter().flat_map(|page| page.query_pairs());
                let found: Vec<_> = pairs
                    .filter_map(|(name, value)| Some((utm_name(&name)?, value)))
                    .collect();
                campaign(found.iter().map(|(name, value)| (*name, value.as_ref())))
            }
            lines => lines,
        }
    }

    /// Adds the page to those of a visitor.
    async fn note(&self, work: &Work<'_>, id: VisitorId) -> Result<()> {
        if self.url.is_empty() {
            return Ok(());
        }
        let (url, title) = (&self.url, &self.title);
        store::chat::visitors::insert_page(&work.tx, id, url, title, work.now).await?;
        store::chat::visitors::forget_pages(&work.tx, id, PAGES).await?;
        Ok(())
    }
}

/// The number of a browser as it is kept; none for what is no number.
fn browser_hash(browser: &str) -> Option<String> {
    let is_number = browser.len() == 32 && browser.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number.then(|| Token::hash(browser))
}

/// One line of text of a stranger, of at most so many characters.
pub(super) fn line(text: &str, most: usize) -> String {
    let shown = clean(text);
    let kept = shown.trim().chars().filter(|c| !c.is_control());
    kept.take(most).collect()
}

/// The address of a page, when it is one of the web; nothing else is ever made a link of.
pub(super) fn address(url: &str) -> String {
    let url = line(url, 2_000);
    let lower = url.get(..8).unwrap_or(&url).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        url
    } else {
        String::new()
    }
}

/// What a parameter of an address says of a campaign.
fn utm_name(parameter: &str) -> Option<&'static str> {
    let name = parameter.strip_prefix("utm_")?;
    UTM.into_iter().find(|known| *known == name)
}

/// A campaign as lines.
fn campaign<'a>(utm: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let lines: Vec<String> = utm
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| format!("{name}={}", line(value, 200)))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_kept() {
        assert_eq!(address(" https://shop.test/a?b=1 "), "https://shop.test/a?b=1");
        assert_eq!(address("HTTP://shop.test"), "HTTP://shop.test");
        for bad in ["javascript:alert(1)", "data:text/html,x", "//x", "", "ht"] {
            assert_eq!(address(bad), "", "{bad}");
        }
        assert_eq!(line("a\u{0}\u{7}b\nc", 10), "abc");
        assert_eq!(
            campaign([("source", "mail\n x"), ("term", " ")].into_iter()),
            "source=mail x"
        );
    }

    #[test]
    fn a_campaign_is_read_from_the_page_when_nothing_is_said_of_it() {
        let at = |url: &str| Arriving {
            url: url.to_owned(),
            title: String::new(),
            referrer: String::new(),
            user_agent: String::new(),
        };
        let page = at("https://shop.test/?utm_source=m%C3%B9a+h%C3%A8&a=b&utm_medium=mail&utm_id=7#x");
        assert_eq!(page.campaign(&[]), "source=mùa hè\nmedium=mail");
        assert_eq!(page.campaign(&[("source", " ")]), "source=mùa hè\nmedium=mail");
        assert_eq!(page.campaign(&[("source", "said")]), "source=said");
        assert_eq!(at("").campaign(&[]), "", "a site that does not follow visitors");
    }
}
