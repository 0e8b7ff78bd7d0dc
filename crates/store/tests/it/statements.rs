//! Every statement of this crate runs on both databases: what a compiler would check of other code.
//!
//! The functions are called on a small world, for the statement's sake: refusals that are due to the data are fine, whatever tells of
//! a wrong statement or a wrong row type is not. A function that is missing here fails the test.

use std::fmt::Debug;
use std::path::Path;

use db::{DbError, DbResult, args};
use domain::agents::{InvitationDelivery, Locale, Theme};
use domain::attributes::{Attribute, AttributeKind, AttributeSubject};
use domain::conversations::{Conversation, Delivery, Direction, EntryKind, Priority, Status};
use domain::drafts::DraftKind;
use domain::inboxes::{Health, LedgerState, MailAuth, MailSource, OutboxState};
use domain::saved_replies::Owner;
use domain::scheduled::HeldReason;
use domain::search::Query as Words;
use domain::{
    Actor, ActorKind, AgentId, ApiTokenId, AttachmentId, AttributeId, AuditId, BuiltInRole, CompanyId,
    ConversationId, DraftId, InvitationId, LedgerId, MessageId, NotificationId, OutboxId, Permissions,
    RawMailId, RoleId, SavedReplyId, ScheduledId, SessionId, SystemLetterId, TagId, TeamId, UploadId,
};
use store::conversations::{Query, Sort, StatusFilter, Touch};
use store::*;
use test_support::{TestDb, both_databases};

use crate::recorder::Recorder;
use crate::world::{NOW, World, new_message};

/// Gathers what is wrong, so that one run tells all of it.
#[derive(Default)]
struct Outcomes(Vec<String>);

impl Outcomes {
    fn add<T: Debug>(&mut self, what: &str, result: DbResult<T>) {
        match result {
            Ok(_)
            | Err(
                DbError::NotFound | DbError::UniqueViolation { .. } | DbError::ForeignKeyViolation { .. },
            ) => {}
            Err(error) => self.0.push(format!("{what}: {error}")),
        }
    }
}

/// `run!(outcomes, db, area::function(arguments))` calls the function with the executor first.
macro_rules! run {
    ($outcomes:ident, $db:expr, $($area:ident::$function:ident($($argument:expr),* $(,)?);)*) => {$(
        $outcomes.add(
            concat!(stringify!($area), "::", stringify!($function)),
            $area::$function($db, $($argument),*).await.map(drop),
        );
    )*};
}

// After the macro, which they use.
mod chats;
mod listing;
mod people;
mod planning;
mod rosters;
mod work;

use chats::{chats, queue_and_hours, sites_and_visitors, visitors_and_blocks};
use listing::{attributes_and_merges, lists, saved_views};
use people::{accounts, invitations, pushes, settings};
use planning::what_was_counted;
use rosters::rosters_of_people;
use work::{conversations_and_messages, every_condition, mail, replies_and_drafts, what_waits};

#[both_databases]
async fn all_of_them_run(db: TestDb) {
    let world = World::on(db).await;
    let recorder = Recorder::new(world.db.db());
    let mut outcomes = Outcomes::default();
    accounts(&world, &recorder, &mut outcomes).await;
    settings(&world, &recorder, &mut outcomes).await;
    mail(&world, &recorder, &mut outcomes).await;
    conversations_and_messages(&world, &recorder, &mut outcomes).await;
    replies_and_drafts(&world, &recorder, &mut outcomes).await;
    what_waits(&world, &recorder, &mut outcomes).await;
    saved_views(&world, &recorder, &mut outcomes).await;
    invitations(&world, &recorder, &mut outcomes).await;
    pushes(&world, &recorder, &mut outcomes).await;
    lists(&world, &recorder, &mut outcomes).await;
    attributes_and_merges(&world, &recorder, &mut outcomes).await;
    sites_and_visitors(&world, &recorder, &mut outcomes).await;
    chats(&world, &recorder, &mut outcomes).await;
    queue_and_hours(&world, &recorder, &mut outcomes).await;
    visitors_and_blocks(&world, &recorder, &mut outcomes).await;
    what_was_counted(&world, &recorder, &mut outcomes).await;
    rosters_of_people(&world, &recorder, &mut outcomes).await;
    assert!(outcomes.0.is_empty(), "{}", outcomes.0.join("\n"));
    assert!(recorder.take().len() > 180);
}

/// The functions of this crate that run statements, as `area::function`, or `area_part::function` for areas in several files.
fn functions() -> Vec<String> {
    let mut all = Vec::new();
    functions_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut all);
    all
}

fn functions_in(folder: &Path, area: &str, all: &mut Vec<String>) {
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        let here = match (area, name) {
            ("", name) => name.to_owned(),
            (area, "mod") => area.to_owned(),
            (area, name) => format!("{area}_{name}"),
        };
        if path.is_dir() {
            functions_in(&path, &here, all);
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("pub async fn ") {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                all.push(format!("{here}::{name}"));
            }
        }
    }
}

#[test]
fn no_function_is_forgotten_here() {
    let all = functions();
    assert!(all.len() > 150, "the sources were read: {} functions", all.len());
    let here = [
        include_str!("statements/chats.rs"),
        include_str!("statements/listing.rs"),
        include_str!("statements/people.rs"),
        include_str!("statements/planning.rs"),
        include_str!("statements/rosters.rs"),
        include_str!("statements/work.rs"),
    ]
    .concat();
    let missing: Vec<_> = all
        .iter()
        .filter(|name| !here.contains(&format!("{name}(")))
        .collect();
    assert!(missing.is_empty(), "add to the files of this test: {missing:?}");
}
