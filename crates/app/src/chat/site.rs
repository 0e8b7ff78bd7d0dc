//! Sites: what is known of a chat inbox, read once for all who visit it at the same time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::chat::Widget;
use domain::{AgentId, InboxId, Timestamp};
use ipnet::IpNet;
use realtime::{Event, Heard, Hub};
use store::chat::sites::BlockRow;
use tokio::time::Instant;

use super::visible::{PublicAgent, public_name};
use super::{From, Shared, VisitorChat};
use crate::core::{Error, Result};

/// How long a site is believed to be as it was read: the hint of a change may be lost.
const FRESH: Duration = Duration::from_secs(5);
/// Agents that a site shows.
const SHOWN_AGENTS: usize = 3;
/// Sites that are remembered.
const MOST: usize = 1_000;

/// A site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its row with what its widget wears.
    pub row: store::chat::Site,
    /// How its widget looks and what it asks.
    pub widget: Widget,
    /// Sites that may show the widget; empty for all.
    pub origins: Vec<String>,
    /// Who is not let in, each until when.
    blocks: Vec<(Blocked, Option<Timestamp>)>,
}

/// Who is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Blocked {
    Range(IpNet),
    Country(String),
}

impl Blocked {
    fn read(row: &BlockRow) -> Option<Self> {
        match row.kind.as_str() {
            "country" => Some(Self::Country(row.value.to_ascii_uppercase())),
            _ => {
                let one = row.value.parse::<IpAddr>().ok().map(IpNet::from);
                one.or_else(|| row.value.parse().ok()).map(Self::Range)
            }
        }
    }

    fn fits(&self, from: &From<'_>) -> bool {
        match self {
            Self::Range(range) => from.ip.parse::<IpAddr>().is_ok_and(|ip| range.contains(&ip)),
            Self::Country(country) => country.eq_ignore_ascii_case(from.country),
        }
    }
}

/// How a site is at this moment.
#[derive(Debug, Clone)]
pub struct SiteState {
    /// The site.
    pub site: Arc<Site>,
    /// Whether somebody is there.
    pub open: bool,
    /// When it opens next, when it is closed and that is known.
    pub opens_at: Option<Timestamp>,
    /// Chats that wait.
    pub waiting: i64,
    /// How long a new chat will wait, in seconds, when that is known.
    pub estimated_wait_s: Option<i64>,
    /// Agents who are there.
    pub agents: Vec<PublicAgent>,
}

impl Site {
    fn from_rows(row: store::chat::Site, blocks: &[BlockRow]) -> Self {
        // What cannot be read was written by a newer version: the widget then looks as widgets do at first.
        let widget = serde_json::from_str(&row.widget).unwrap_or_default();
        let origins = row
            .origins
            .lines()
            .map(|line| line.trim().trim_end_matches('/').to_ascii_lowercase())
            .filter(|line| !line.is_empty())
            .collect();
        let blocks = blocks
            .iter()
            .filter_map(|block| Some((Blocked::read(block)?, block.expires_at)));
        Self {
            row,
            widget,
            origins,
            blocks: blocks.collect(),
        }
    }

    /// Whether pages of this origin may use the site; `https://*.example.com` in its list stands for all below it.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        self.origins.is_empty()
            || self
                .origins
                .iter()
                .any(|allowed| match allowed.split_once("://*.") {
                    None => *allowed == origin,
                    Some((scheme, below)) => origin
                        .strip_prefix(scheme)
                        .and_then(|rest| rest.strip_prefix("://"))
                        .and_then(|host| host.strip_suffix(below))
                        .is_some_and(|sub| sub.ends_with('.') && sub.len() > 1 && !sub.contains('/')),
                })
    }
}

/// Sites that were read a moment ago.
#[derive(Default)]
pub(super) struct Sites {
    read: Mutex<HashMap<String, (Arc<Site>, Instant)>>,
    keys: Mutex<HashMap<InboxId, String>>,
}

impl Sites {
    fn get(&self, key: &str) -> Option<Arc<Site>> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let (site, at) = read.get(key)?;
        (at.elapsed() < FRESH).then(|| Arc::clone(site))
    }

    fn put(&self, site: &Arc<Site>) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= MOST {
            read.clear();
        }
        read.insert(site.row.site_key.clone(), (Arc::clone(site), Instant::now()));
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(site.row.inbox_id, site.row.site_key.clone());
    }

    fn key(&self, inbox: InboxId) -> Option<String> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(&inbox).cloned()
    }

    fn forget(&self) {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Forgets what was read whenever settings change.
pub(super) fn listen(hub: &Hub, shared: &Arc<Shared>) {
    let shared = Arc::downgrade(shared);
    hub.observe(Arc::new(move |heard| {
        if let Some(shared) = shared.upgrade()
            && matches!(
                heard,
                Heard::Unsure | Heard::Event(Event::SettingsChanged { .. } | Event::SiteChanged { .. })
            )
        {
            shared.sites.forget();
        }
    }));
}

impl VisitorChat {
    /// A site by its public key, for a page that wants to show it.
    ///
    /// # Errors
    /// `site_not_found`, `site_off`, `origin_refused`.
    pub async fn site(&self, site_key: &str, from: &From<'_>) -> Result<Arc<Site>> {
        let site = match self.shared.sites.get(site_key) {
            Some(site) => site,
            None => {
                let row = store::chat::sites::find_by_key(self.core.reader(), site_key).await?;
                let row = row.ok_or_else(|| Error::not_found("site", "of this key"))?;
                self.remember(row).await?
            }
        };
        admit(&site, from, self.core.clock.now())?;
        Ok(site)
    }

    /// The site of an inbox.
    pub(super) async fn site_of(&self, inbox: InboxId, from: &From<'_>) -> Result<Arc<Site>> {
        let known = self.shared.sites.key(inbox);
        let site = match known.and_then(|key| self.shared.sites.get(&key)) {
            Some(site) => site,
            None => {
                let row = store::chat::sites::find(self.core.reader(), inbox).await?;
                let row = row.ok_or_else(|| Error::not_found("site", inbox))?;
                self.remember(row).await?
            }
        };
        admit(&site, from, self.core.clock.now())?;
        Ok(site)
    }

    async fn remember(&self, row: store::chat::Site) -> Result<Arc<Site>> {
        let now = self.core.clock.now();
        let blocks = store::chat::sites::blocks(self.core.reader(), row.inbox_id, now).await?;
        let site = Arc::new(Site::from_rows(row, &blocks));
        self.shared.sites.put(&site);
        Ok(site)
    }

    /// How a site is at this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn state(&self, site: Arc<Site>) -> Result<SiteState> {
        let (db, inbox) = (self.core.reader(), site.row.inbox_id);
        let hours = crate::business_hours::at(&self.core, inbox).await?;
        let waiting = store::chat::queue::count_waiting(db, inbox).await?;
        let behind = u32::try_from(waiting + 1).unwrap_or(u32::MAX);
        let estimate = crate::chat_desk::estimate(db, inbox, behind, self.core.clock.now()).await?;
        Ok(SiteState {
            open: hours.open,
            opens_at: hours.next_opening.filter(|_| !hours.open),
            waiting,
            estimated_wait_s: estimate.and_then(|wait| i64::try_from(wait.as_secs()).ok()),
            agents: self.there(&site).await?,
            site,
        })
    }

    /// Some of the agents who are there and take chats of a site.
    async fn there(&self, site: &Site) -> Result<Vec<PublicAgent>> {
        let db = self.core.reader();
        let online = self.core.hub.presence().online();
        let ids: Vec<AgentId> = online.iter().map(|agent| agent.agent_id).collect();
        let mut there = Vec::new();
        let all = store::chat::queue::candidates(db, site.row.inbox_id, None, &ids).await?;
        for candidate in all.into_iter().take(SHOWN_AGENTS) {
            let name = online.iter().find(|agent| agent.agent_id == candidate.agent_id);
            let name = name.map_or("", |agent| agent.agent_name.as_str());
            there.push(PublicAgent {
                name: public_name(name, &site.row.brand_name),
                photo_key: store::capacity::find(db, candidate.agent_id).await?.photo_key,
            });
        }
        Ok(there)
    }
}

fn admit(site: &Site, from: &From<'_>, now: Timestamp) -> Result<()> {
    if !site.row.enabled {
        return Err(Error::Forbidden {
            code: "site_off",
            detail: "the chat of this site is switched off".to_owned(),
        });
    }
    if from.origin.is_some_and(|origin| !site.allows(origin)) {
        return Err(Error::Forbidden {
            code: "origin_refused",
            detail: "the chat may not be used from pages of this site".to_owned(),
        });
    }
    let blocked =
        |(who, until): &(Blocked, Option<Timestamp>)| until.is_none_or(|until| until > now) && who.fits(from);
    if site.blocks.iter().any(blocked) {
        return Err(Error::Forbidden {
            code: "blocked",
            detail: "the chat is not available".to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::BrandId;

    fn site(origins: &str) -> Site {
        let row = store::chat::Site {
            inbox_id: InboxId(1),
            site_key: "key".to_owned(),
            identity_secret: None,
            identity_required: false,
            mail_inbox_id: None,
            typing_shown: false,
            proof_bits: 0,
            origins: origins.to_owned(),
            widget: "{}".to_owned(),
            enabled: true,
            team_id: None,
            brand_id: BrandId(1),
            brand_name: "Ours".to_owned(),
            brand_color: "#112233".to_owned(),
            logo_key: None,
        };
        let block = |kind: &str, value: &str| BlockRow {
            kind: kind.to_owned(),
            value: value.to_owned(),
            expires_at: (kind == "country").then_some(Timestamp(100)),
        };
        let blocks = [
            block("ip", "192.0.2.7"),
            block("range", "2001:db8::/32"),
            block("country", "xx"),
            block("range", "nonsense"),
        ];
        Site::from_rows(row, &blocks)
    }

    fn from<'a>(ip: &'a str, country: &'a str) -> From<'a> {
        From {
            ip,
            network: IpAddr::from([0, 0, 0, 0]),
            country,
            user_agent: "",
            origin: None,
        }
    }

    #[test]
    fn addresses_ranges_and_countries_are_kept_out_while_it_lasts() {
        let site = site("");
        let out = |ip: &str, country: &str, now: i64| {
            let refused = admit(&site, &from(ip, country), Timestamp(now));
            matches!(refused, Err(Error::Forbidden { code: "blocked", .. }))
        };
        assert!(out("192.0.2.7", "", 1) && out("2001:db8:1::5", "", 1) && out("198.51.100.1", "XX", 99));
        assert!(!out("192.0.2.8", "", 1) && !out("2001:db9::5", "", 1) && !out("198.51.100.1", "XX", 100));
        assert!(!out("", "", 1));
    }

    #[test]
    fn only_pages_of_named_sites_are_allowed() {
        let site = site("https://shop.example.com/\nhttps://*.example.org\n");
        for good in [
            "https://shop.example.com",
            "HTTPS://SHOP.example.com",
            "https://a.example.org",
            "https://a.b.example.org",
        ] {
            assert!(site.allows(good), "{good}");
        }
        for bad in [
            "http://shop.example.com",
            "https://shop.example.com:8443",
            "https://example.org",
            "https://.example.org",
            "https://evilexample.org",
            "https://shop.example.com.evil.test",
            "null",
            "",
        ] {
            assert!(!site.allows(bad), "{bad}");
        }
        assert!(self::site("").allows("https://anything.test"));
    }
}
