//! Made-up data, believable and always the same: for looking around, for tests of the browser, and for benches at any size.
//!
//! Everything follows from the number of conversations and one seed; only the times are counted back from now, so that the inbox
//! looks as if it had been worked in until a minute ago.

mod cast;
mod chats;
mod conversation;
mod desk;
mod duty;
mod past_chats;
mod random;
mod times;
mod words;

use db::{Value, args};
use domain::agents::Locale;
use domain::text::fold;
use domain::validate::fold_email;
use domain::{Actor, AgentId, BuiltInRole, InboxId, TagId, TeamId, Timestamp};
use store::bulk::{self, Table};

use crate::App;
use crate::core::{Core, Result};
use crate::passwords;
use crate::setup::NewOwner;

use cast::{AGENTS, COLLEAGUE_PASSWORD, INBOXES, TAGS, TEAMS, customer};
use conversation::{Batch, Maker};
use past_chats::Past;
use random::Random;
use times::{Curve, SPAN};

pub use times::Times;

pub use cast::{OWNER_EMAIL, OWNER_PASSWORD};

/// Conversations written in one transaction.
const BATCH: u32 = 2_000;
/// Conversations for each contact, on average.
const PER_CONTACT: u32 = 3;

/// The people and places of the made-up company, by their keys.
#[derive(Debug, Clone)]
pub(crate) struct Company {
    inboxes: Vec<(InboxId, &'static str)>,
    agents: Vec<(i64, &'static str)>,
    teams: Vec<TeamId>,
    tags: Vec<TagId>,
}

/// Fills an empty installation. `progress` hears how many conversations are there. Where customers write as customers do, chats that
/// are over come on top.
///
/// # Errors
/// When the database fails; what was written until then stays, and the next call leaves it alone.
pub async fn fill(app: &App, conversations: u32, times: Times, mut progress: impl FnMut(u32)) -> Result<()> {
    let core = app.core();
    if !bulk::is_empty(core.reader()).await? {
        return Ok(());
    }
    let company = found(app).await?;
    let vip = TAGS.iter().position(|(name, _)| *name == "VIP");
    desk::furnish(app, vip.and_then(|index| company.tags.get(index).copied())).await?;
    let now = core.clock.now();
    let contacts = (conversations / PER_CONTACT).max(8);
    write_contacts(core, contacts, now).await?;
    let curve = (times == Times::AsCustomersDo).then(|| Curve::new(conversations, now));
    let mut maker = Maker::new(company.clone(), contacts, conversations, now, curve);
    let mut done = 0;
    while done < conversations {
        let size = BATCH.min(conversations - done);
        let batch = maker.make(size);
        write(core, batch, Vec::new()).await?;
        done += size;
        progress(done);
    }
    let site = chats::open_site(app, &company).await?;
    let mut last_number = maker.last_number();
    if let Some(curve) = maker.curve() {
        let past = Past {
            company: &company,
            site,
            contacts,
            conversations,
            messages: maker.messages(),
            curve,
            now,
        };
        let a_day = past.a_day();
        let made = past_chats::make(&past);
        last_number = made.last_number;
        write(core, made.batch, made.chats).await?;
        duty::roster(core, &company, a_day, now).await?;
    }
    let tx = core.db.begin_write().await?;
    bulk::finish(&tx, last_number).await?;
    tx.commit().await?;
    chats::chat(app, &company, site).await?;
    core.db.optimize().await?;
    Ok(())
}

/// Organisation, owner, colleagues, teams, inboxes and tags.
async fn found(app: &App) -> Result<Company> {
    let core = app.core();
    if app.setup.status().await?.organisation.is_none() {
        let owner = NewOwner {
            organisation: cast::ORGANISATION,
            name: cast::OWNER_NAME,
            email: OWNER_EMAIL,
            password: OWNER_PASSWORD,
            locale: Some(Locale::En.as_str()),
            time_zone: Some(cast::TIME_ZONE),
        };
        app.setup.admin_create_owner(&owner).await?;
    }
    let hash = passwords::hash(core, COLLEAGUE_PASSWORD.to_owned()).await?;
    let roles = store::roles::list(core.reader()).await?;
    let work = core.begin().await?;
    let (tx, now) = (&work.tx, work.now);
    let mut teams = Vec::new();
    for name in TEAMS {
        teams.push(store::teams::insert(tx, name, &fold(name), now).await?);
    }
    let brand = store::brands::list(tx)
        .await?
        .first()
        .map_or(domain::BrandId(1), |brand| brand.id);
    let mut inboxes = Vec::new();
    for (inbox, team) in INBOXES.iter().zip(&teams) {
        let new = store::inboxes::NewInbox {
            name: inbox.name,
            channel: channels::email::CHANNEL.name,
            address: inbox.address,
            brand,
            team: Some(*team),
        };
        let id = store::inboxes::insert(tx, &new, now).await?;
        let mut email = store::inboxes::EmailInbox::empty(id);
        email.from_name = cast::ORGANISATION.to_owned();
        email.signature = inbox.signature.to_owned();
        store::inboxes::put_email(tx, &email).await?;
        let addresses = [(inbox.address.to_owned(), fold_email(inbox.address))];
        store::inboxes::set_addresses(tx, id, &addresses).await?;
        inboxes.push((id, inbox.address));
    }
    let mut agents = vec![(1, cast::OWNER_NAME)];
    for (index, agent) in AGENTS.iter().enumerate() {
        let wanted = if agent.leads {
            BuiltInRole::Supervisor
        } else {
            BuiltInRole::Agent
        };
        let Some(role) = roles.iter().find(|role| role.key == Some(wanted)) else {
            continue;
        };
        let new = store::agents::NewAgent {
            role_id: role.id,
            name: agent.name,
            email: agent.email,
            email_folded: &fold_email(agent.email),
            password_hash: Some(&hash),
            locale: agent.locale,
        };
        let id = store::agents::insert(tx, &new, now).await?;
        if let Some(team) = teams.get(index % teams.len().max(1)) {
            store::agents::join_team(tx, id, *team).await?;
        }
        for (inbox, _) in &inboxes {
            store::agents::open_inbox(tx, id, *inbox).await?;
        }
        agents.push((id.get(), agent.name));
    }
    // Chats ring at a team: whoever looks at the demo is in the one that the shop's visitors come to.
    if let Some(team) = teams.first() {
        store::agents::join_team(tx, AgentId(1), *team).await?;
    }
    let mut tags = Vec::new();
    for (name, color) in TAGS {
        tags.push(store::tags::insert(tx, name, &fold(name), color).await?);
    }
    work.commit().await?;
    Ok(Company {
        inboxes,
        agents,
        teams,
        tags,
    })
}

async fn write_contacts(core: &Core, count: u32, now: Timestamp) -> Result<()> {
    let since = now.minus(SPAN);
    let numbers: Vec<u32> = (0..count).collect();
    for chunk in numbers.chunks(20_000) {
        let tx = core.db.begin_write().await?;
        let (mut contacts, mut addresses, mut documents) = (Vec::new(), Vec::new(), Vec::new());
        for number in chunk {
            let person = customer(*number);
            let id = i64::from(*number) + 1;
            contacts.push(args![id, &person.name, person.locale.as_str(), since]);
            addresses.push(args![id, &person.email, fold_email(&person.email), since]);
            let words = domain::search::searchable(&format!("{} {}", person.name, person.email));
            documents.push(args![
                "contact",
                None::<i64>,
                None::<i64>,
                id,
                None::<i64>,
                None::<i64>,
                since,
                words
            ]);
        }
        bulk::load(&tx, Table::Contact, contacts).await?;
        bulk::load(&tx, Table::ContactAddress, addresses).await?;
        bulk::load(&tx, Table::SearchDocument, documents).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn write(core: &Core, batch: Batch, chats: Vec<Vec<Value>>) -> Result<()> {
    let tx = core.db.begin_write().await?;
    let tables: [(Table, Vec<Vec<Value>>); 6] = [
        (Table::Conversation, batch.conversations),
        (Table::Message, batch.messages),
        (Table::Entry, batch.entries),
        (Table::ConversationTag, batch.tags),
        (Table::SearchDocument, batch.documents),
        (Table::EndedChat, chats),
    ];
    for (table, rows) in tables {
        bulk::load(&tx, table, rows).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who fills the installation.
pub(super) fn system_name() -> String {
    Actor::system().name
}
