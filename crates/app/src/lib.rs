//! Use cases: what people and programs can do, one module per area.
//!
//! This is the only layer that opens transactions. A use case checks the permission, reads under the actor's scope, lets the
//! domain decide, writes row, timeline and jobs in one transaction ([`core::Work`]), and gives hints to live clients after the
//! commit. Nothing is sent to the outside from inside a transaction.

pub mod core;

pub mod agents;
pub mod api_tokens;
pub mod attachments;
mod attendance;
pub mod attributes;
pub mod audit;
pub mod background;
pub mod brands;
pub mod business_hours;
pub mod capacity;
pub mod chat;
pub mod chat_blocks;
pub mod chat_desk;
pub mod contacts;
pub mod continuity;
pub mod conversations;
pub mod counts;
pub mod demo;
pub mod demo_data;
pub mod drafts;
pub mod first_steps;
pub mod idempotency;
pub mod inbound;
pub mod inboxes;
pub mod invitations;
pub mod live;
pub mod mailbox;
pub mod notifications;
pub mod organisation;
pub mod outbox;
pub mod password_resets;
pub mod previews;
pub mod push;
pub mod roles;
pub mod rosters;
pub mod routing;
pub mod saved_replies;
pub mod search;
pub mod sessions;
pub mod setup;
pub mod system_mail;
pub mod tags;
pub mod teams;
pub mod views;
pub mod workforce;

pub mod passwords;
mod secrets;
mod sla;
mod throttle;

use std::sync::Arc;

pub use core::{AppOptions, Blobs, Core, Error, Keys, OAuthApplication, Result, Token};
pub use db::DbError;

/// Every migration of the product, in order: the tables of the areas, and those of the job queue, which came second.
#[must_use]
pub fn migrations() -> Vec<db::Migration> {
    let mut migrations = store::MIGRATIONS.to_vec();
    migrations.push(db::Migration {
        version: 2,
        name: "jobs",
        sqlite: jobs::SCHEMA_SQLITE,
        postgres: jobs::SCHEMA_POSTGRES,
    });
    migrations.sort_by_key(|migration| migration.version);
    migrations
}

/// All use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    core: Arc<Core>,
    /// Agents.
    pub agents: agents::Agents,
    /// API tokens.
    pub api_tokens: api_tokens::ApiTokens,
    /// Files.
    pub attachments: attachments::Attachments,
    /// What else is known of contacts and conversations.
    pub attributes: attributes::Attributes,
    /// The audit log.
    pub audit: audit::Audit,
    /// Brands.
    pub brands: brands::Brands,
    /// When somebody is there.
    pub business_hours: business_hours::BusinessHours,
    /// What agents take.
    pub capacities: capacity::Capacities,
    /// Live chat, as visitors use it.
    pub chat: chat::VisitorChat,
    /// Who is not let in to chat.
    pub chat_blocks: chat_blocks::ChatBlocks,
    /// Live chat, as agents use it.
    pub chats: chat_desk::ChatDesk,
    /// Contacts.
    pub contacts: contacts::Contacts,
    /// Conversations and their timelines.
    pub conversations: conversations::Conversations,
    /// How many conversations lists hold.
    pub counts: counts::Counts,
    /// Writing as a customer, in demo installations.
    pub demo: demo::Demo,
    /// Words that were not sent yet.
    pub drafts: drafts::Drafts,
    /// What there is to do on the first day.
    pub first_day: first_steps::FirstDay,
    /// Remembered requests.
    pub idempotency: idempotency::Idempotency,
    /// Inboxes and their ledgers.
    pub inboxes: inboxes::Inboxes,
    /// Colleagues who were asked to come.
    pub invitations: invitations::Invitations,
    /// Questions of live clients.
    pub live: live::Live,
    /// What agents are told of.
    pub notifications: notifications::Notifications,
    /// The organisation's settings.
    pub organisation: organisation::Organisations,
    /// What stands behind links.
    pub previews: previews::Previews,
    /// Browsers that take messages while no window is open.
    pub push: push::Push,
    /// Forgotten passwords.
    pub password_resets: password_resets::PasswordResets,
    /// Roles.
    pub roles: roles::Roles,
    /// Rosters of real people.
    pub rosters: rosters::Rosters,
    /// Texts that are written once and sent often.
    pub saved_replies: saved_replies::SavedReplies,
    /// Full-text search.
    pub search: search::Search,
    /// Sign-in and sessions.
    pub sessions: sessions::Sessions,
    /// The first start.
    pub setup: setup::Setup,
    /// Tags.
    pub tags: tags::Tags,
    /// Teams.
    pub teams: teams::Teams,
    /// Saved views.
    pub views: views::Views,
    /// Planning of the department.
    pub workforce: workforce::Workforce,
}

impl App {
    /// Puts the use cases together over what they all need.
    #[must_use]
    pub fn new(core: Core) -> Self {
        let core = Arc::new(core);
        routing::listen(&core);
        attendance::listen(&core);
        let inboxes = inboxes::Inboxes::new(Arc::clone(&core));
        let counts = counts::Counts::new(Arc::clone(&core));
        let previews = previews::Previews::new(Arc::clone(&core));
        Self {
            agents: agents::Agents::new(Arc::clone(&core)),
            api_tokens: api_tokens::ApiTokens::new(Arc::clone(&core)),
            attachments: attachments::Attachments::new(Arc::clone(&core)),
            attributes: attributes::Attributes::new(Arc::clone(&core)),
            audit: audit::Audit::new(Arc::clone(&core)),
            brands: brands::Brands::new(Arc::clone(&core)),
            business_hours: business_hours::BusinessHours::new(Arc::clone(&core)),
            capacities: capacity::Capacities::new(Arc::clone(&core)),
            chat: chat::VisitorChat::new(Arc::clone(&core)),
            chat_blocks: chat_blocks::ChatBlocks::new(Arc::clone(&core)),
            chats: chat_desk::ChatDesk::new(Arc::clone(&core)),
            contacts: contacts::Contacts::new(Arc::clone(&core)),
            conversations: conversations::Conversations::new(
                Arc::clone(&core),
                counts.clone(),
                previews.clone(),
            ),
            demo: demo::Demo::new(Arc::clone(&core), inboxes.clone()),
            drafts: drafts::Drafts::new(Arc::clone(&core)),
            first_day: first_steps::FirstDay::new(Arc::clone(&core)),
            idempotency: idempotency::Idempotency::new(Arc::clone(&core)),
            inboxes,
            invitations: invitations::Invitations::new(Arc::clone(&core)),
            live: live::Live::new(Arc::clone(&core)),
            notifications: notifications::Notifications::new(Arc::clone(&core)),
            organisation: organisation::Organisations::new(Arc::clone(&core)),
            previews,
            push: push::Push::new(Arc::clone(&core)),
            password_resets: password_resets::PasswordResets::new(Arc::clone(&core)),
            roles: roles::Roles::new(Arc::clone(&core)),
            rosters: rosters::Rosters::new(Arc::clone(&core)),
            saved_replies: saved_replies::SavedReplies::new(Arc::clone(&core)),
            search: search::Search::new(Arc::clone(&core)),
            sessions: sessions::Sessions::new(Arc::clone(&core)),
            setup: setup::Setup::new(Arc::clone(&core)),
            tags: tags::Tags::new(Arc::clone(&core)),
            teams: teams::Teams::new(Arc::clone(&core)),
            views: views::Views::new(Arc::clone(&core), counts.clone()),
            workforce: workforce::Workforce::new(Arc::clone(&core)),
            counts,
            core,
        }
    }

    /// What all use cases stand on.
    #[must_use]
    pub fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// Brings what comes with the product to what this version of the program says. Run at every start, after the migrations.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_built_in(&self) -> Result<()> {
        self.setup.ensure_built_in().await
    }

    /// Forgets ended sessions, old failed sign-ins and old answers. Run every hour or so; nothing depends on it but the size of the
    /// tables.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_expired(&self) -> Result<()> {
        let work = self.core.begin().await?;
        store::sessions::delete_expired(&work.tx, work.now).await?;
        store::sessions::delete_old_throttles(&work.tx, work.now.minus(throttle::FORGET_AFTER)).await?;
        store::password_resets::delete_expired(&work.tx, work.now).await?;
        store::oauth_grants::delete_old(&work.tx, inboxes::useless_before(work.now)).await?;
        store::chat_blocks::forget(&work.tx, work.now).await?;
        store::idempotency::delete_old(&work.tx, work.now.minus(idempotency::KEPT)).await?;
        store::notifications::forget(&work.tx, work.now.minus(notifications::KEPT)).await?;
        store::attendance::forget(&work.tx, work.now.minus(attendance::KEPT)).await?;
        work.commit().await
    }
}
