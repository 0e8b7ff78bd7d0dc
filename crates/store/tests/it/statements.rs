//! Every statement of this crate runs on both databases: what a compiler would check of other code.
//!
//! The functions are called on a small world, for the statement's sake: refusals that are due to the data are fine, whatever tells of
//! a wrong statement or a wrong row type is not. A function that is missing here fails the test.

use std::fmt::Debug;

use db::{DbError, DbResult, args};
use domain::agents::{Locale, Theme};
use domain::conversations::{Conversation, Delivery, Direction, EntryKind, Priority, Status};
use domain::drafts::DraftKind;
use domain::inboxes::{Health, LedgerState, MailAuth, MailSource, OutboxState};
use domain::saved_replies::Owner;
use domain::search::Query as Words;
use domain::{
    Actor, ActorKind, AgentId, ApiTokenId, AttachmentId, AuditId, BuiltInRole, ConversationId, DraftId,
    LedgerId, MessageId, NotificationId, OutboxId, Permissions, RawMailId, RoleId, SavedReplyId, SessionId,
    TagId, TeamId,
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
    saved_views(&world, &recorder, &mut outcomes).await;
    lists(&world, &recorder, &mut outcomes).await;
    assert!(outcomes.0.is_empty(), "{}", outcomes.0.join("\n"));
    assert!(recorder.take().len() > 180);
}

async fn accounts(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let (agent, token, session) = (world.agent, ApiTokenId(1), SessionId(1));
    let row = agents::find(db, agent).await.unwrap().unwrap();
    let new_agent = agents::NewAgent {
        role_id: world.role,
        name: "Bo",
        email: "bo@ours.test",
        email_folded: "bo@ours.test",
        password_hash: None,
        locale: Locale::Vi,
    };
    let new_token = api_tokens::NewApiToken {
        agent_id: agent,
        name: "CI",
        prefix: "rpt_x",
        token_hash: "hash",
        scopes: Permissions::all(),
        expires_at: None,
    };
    let new_session = sessions::NewSession {
        agent_id: agent,
        token_hash: "hash",
        csrf_token: "csrf",
        user_agent: "Firefox",
        ip: "192.0.2.1",
        expires_at: NOW,
    };
    let role = roles::Role {
        id: RoleId(99),
        key: None,
        name: "Other".to_owned(),
        permissions: Permissions::all(),
        all_inboxes: true,
        mask_personal_data: true,
    };
    let line = audit::NewAuditEntry {
        at: NOW,
        actor_kind: ActorKind::System,
        actor_id: None,
        actor_name: "Rapport",
        action: "x",
        subject_kind: "y",
        subject_id: None,
        detail: "",
        ip: "",
    };
    assert_eq!((row.locale, row.theme), (Locale::Ro, Theme::System));
    run! { outcomes, db,
        agents::list(None, 5); agents::list(Some(AgentId(1)), 5); agents::find(agent); agents::find_for_update(agent);
        agents::name(agent); agents::credentials("ana@ours.test"); agents::password_hash(agent);
        agents::insert(&new_agent, NOW); agents::update(&row, "ana@ours.test", NOW); agents::set_password(agent, "h", NOW);
        agents::touch(agent, NOW); agents::count_other_owners(agent); agents::teams_of(&[agent]); agents::inboxes_of(&[agent]);
        agents::join_team(agent, TeamId(1)); agents::leave_teams(agent); agents::open_inbox(agent, world.support);
        agents::signature(agent); agents::emails(); agents::names(); agents::can_see_inbox(agent, world.support);
        api_tokens::insert(&new_token, NOW); api_tokens::list(agent); api_tokens::find(agent, token);
        api_tokens::identify("hash"); api_tokens::touch(token, NOW); api_tokens::acting(agent, token, NOW);
        api_tokens::delete(agent, token);
        sessions::insert(&new_session, NOW); sessions::identify("hash", NOW); sessions::touch(session, NOW, NOW);
        sessions::list(agent, NOW); sessions::acting(session, NOW); sessions::delete(agent, session);
        sessions::delete_all(agent, None); sessions::delete_all(agent, Some(session)); sessions::delete_expired(NOW);
        sessions::count_attempt("k", NOW, NOW); sessions::block("k", NOW); sessions::uncount_attempt("k");
        sessions::clear_throttle("k"); sessions::delete_old_throttles(NOW);
        roles::list(); roles::find(world.role); roles::find_built_in(BuiltInRole::Owner); roles::lock_owners();
        roles::insert(&role, "other"); roles::insert_built_in(BuiltInRole::Owner, "owner"); roles::update(&role, "other");
        roles::delete(RoleId(99)); roles::count_agents(world.role);
        audit::insert(&line); audit::list(None, 5); audit::list(Some(AuditId(9)), 5);
        idempotency::claim("a", "k", "h", NOW); idempotency::find("a", "k");
        idempotency::finish("a", "k", 200, Some("text/plain"), db::Bytes::from_static(b"x")); idempotency::release("a", "k");
        idempotency::forget("a", "k", NOW); idempotency::delete_old(NOW);
    }
}

async fn settings(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let organisation = organisation::Organisation {
        name: "Ours".to_owned(),
        locale: Locale::En,
        time_zone: "UTC".to_owned(),
        undo_send_seconds: 10,
    };
    let (inbox, scopes) = (world.support, [Actor::system().scope(), world.agents_scope()]);
    let row = inboxes::find(db, scopes[0], inbox).await.unwrap().unwrap();
    let email = inboxes::find_email(db, inbox).await.unwrap().unwrap();
    run! { outcomes, db,
        organisation::find(); organisation::insert(&organisation, NOW); organisation::update(&organisation, NOW);
        organisation::undo_send_seconds();
        brands::list(); brands::insert("Other", "#000000", NOW); brands::update(world.brand, "Ours", "#000000");
        teams::insert("Night", "night", NOW); teams::list(); teams::members(); teams::name(TeamId(1));
        teams::update(TeamId(1), "Day", "day"); teams::clear(TeamId(1)); teams::delete(TeamId(1));
        inboxes::insert("Third", "third@ours.test", world.brand, None, NOW); inboxes::update(&row, NOW);
        inboxes::set_addresses(inbox, &[("A@b".to_owned(), "a@b".to_owned())]); inboxes::addresses(inbox);
        inboxes::addresses_of(&[inbox]); inboxes::own_addresses(); inboxes::owner_of_address("a@b");
        inboxes::find_by_address("a@b"); inboxes::find_email(inbox); inboxes::emails(&[inbox]); inboxes::lock_email(inbox);
        inboxes::find_by_push_token("hash"); inboxes::put_email(&email);
        inboxes::set_health(inbox, Health::Ok, None, None, NOW);
        inboxes::set_health(inbox, Health::Error, Some("code"), Some("detail"), NOW);
        inboxes::set_last_mail(inbox, NOW); inboxes::set_oauth_tokens(inbox, "a", None, NOW);
        inboxes::set_oauth_tokens(inbox, "a", Some("r"), NOW); inboxes::set_push_token(inbox, "hash");
        oauth_grants::insert("hash", world.agent, MailAuth::Google, "a@b", "v", NOW); oauth_grants::find("hash", NOW);
        oauth_grants::finish("hash", "a", None, NOW); oauth_grants::delete("hash"); oauth_grants::delete_old(NOW);
        leases::hold("n", "o", NOW, NOW); leases::release("n", "o"); bulk::is_empty();
        tags::insert("VIP", "vip", "#000000"); tags::list(); tags::find(TagId(1)); tags::update(TagId(1), "V", "v", "#000000");
    }
    for scope in scopes {
        run! { outcomes, db, inboxes::list(scope); inboxes::find(scope, inbox); }
    }
}

async fn mail(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let (inbox, id) = (world.support, LedgerId(1));
    let place = mail_ledger::OnServer {
        folder: "INBOX",
        uid_validity: 1,
        uid: 1,
    };
    let raw = mail_ledger::NewRawMail {
        inbox_id: inbox,
        source: MailSource::Imap,
        sha256: "00",
        body: None,
        blob_key: Some("key"),
        size: 1,
        at: NOW,
    };
    let line = mail_ledger::NewLine {
        inbox_id: inbox,
        source: MailSource::Imap,
        on_server: Some(place),
        raw_mail_id: None,
        state: LedgerState::Waiting,
        reason: Some("why"),
        size: 1,
        at: NOW,
    };
    let verdict = mail_ledger::Verdict {
        state: LedgerState::Quarantined,
        reason: None,
        sender: "a@b",
        subject: "s",
        message_id: None,
        conversation_id: None,
        at: NOW,
    };
    run! { outcomes, db,
        mail_ledger::insert_raw(&raw); mail_ledger::find_raw(RawMailId(1)); mail_ledger::insert_line(&line);
        mail_ledger::is_known(inbox, place); mail_ledger::find_line(id); mail_ledger::lock_line(id);
        mail_ledger::waiting(inbox, 5); mail_ledger::list(inbox, None, None, 5);
        mail_ledger::list(inbox, Some(LedgerState::Waiting), Some(id), 5); mail_ledger::set_verdict(id, &verdict);
        mail_ledger::requeue(id, NOW); mail_ledger::counts(inbox); mail_ledger::set_cursor(inbox, "INBOX", 1, 1);
        mail_ledger::cursor(inbox, "INBOX"); mail_ledger::cursors(inbox);
        mail_ledger::set_on_server(inbox, "INBOX", 5, NOW); mail_ledger::count_sender(inbox, "a@b", NOW, NOW);
        mail_ledger::restart_cursor(inbox, "INBOX", 2, NOW); mail_ledger::inboxes_waiting_since(NOW);
        mail_ledger::forget_places(inbox, NOW);
        demo::customers(8); demo::mails("lan@example.com", 50);
    }
}

async fn conversations_and_messages(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let conversation = world.conversation(world.support, "Subject").await;
    let other = world
        .message(conversation, world.support, "first@example.com", "first")
        .await;
    let (inbox, contact, agent) = (world.support, world.contact, Some(world.agent));
    let recipients = messages::Recipients::default();
    let new = new_message(
        conversation,
        inbox,
        contact,
        &recipients,
        "second@example.com",
        "second",
    );
    let row = conversations::find_for_update(db, Actor::system().scope(), conversation)
        .await
        .unwrap()
        .unwrap();
    let fresh = conversations::NewConversation {
        token: "fresh",
        inbox_id: inbox,
        contact_id: contact,
        channel: "email",
        subject: "s",
        preview: "p",
        status: Status::Spam,
        team_id: None,
        assignee_id: agent,
        language: Some("vi"),
        at: NOW,
    };
    let file = attachments::NewAttachment {
        message_id: None,
        inbox_id: None,
        agent_id: agent,
        name: "a.txt",
        content_type: "text/plain",
        size: 1,
        sha256: "00",
        is_inline: false,
        content_id: None,
        blob_key: "k",
        at: NOW,
    };
    let entry = timeline::Entry {
        seq: 1,
        kind: EntryKind::Message,
        actor_kind: ActorKind::Contact,
        actor_id: Some(contact.get()),
        actor_name: "Lan".to_owned(),
        message_id: Some(other),
        from_value: None,
        to_value: None,
        created_at: NOW,
    };
    let touch = Touch {
        preview: "p",
        has_attachments: true,
        language: None,
    };
    let (text, file_id, tag) = ("text", AttachmentId(1), TagId(1));
    let waiting = Conversation {
        waiting_since: Some(NOW),
        ..row
    };
    let told = notifications::NewNotification {
        agent_id: world.agent,
        kind: domain::notifications::NotificationKind::Replied,
        conversation_id: conversation,
        seq: 1,
        actor_name: "Lan",
        at: NOW,
    };
    for scope in [Actor::system().scope(), world.agents_scope()] {
        run! { outcomes, db,
            notifications::list(scope, world.agent, false, None, 5);
            notifications::list(scope, world.agent, true, Some((NOW, NotificationId(9))), 5);
            notifications::count_unread(scope, world.agent, 9);
        }
    }
    run! { outcomes, db,
        notifications::put(&told); notifications::mark_read(world.agent, &[NotificationId(1)], NOW);
        notifications::mark_all_read(world.agent, NOW, NOW); notifications::forget(NOW);
        notifications::mark_conversation_read(world.agent, conversation, 1, NOW);
        conversations::insert(&fresh); conversations::update(&waiting, NOW); conversations::touch(conversation, &touch);
        conversations::mark_read(world.agent, conversation, 1); conversations::mail_context(conversation);
        conversations::find_by_token("fresh"); conversations::find_by_number(inbox, 1001);
        messages::insert(&new); messages::of_entries(conversation, 0, 9); messages::last(conversation, Direction::In);
        messages::message_ids(conversation, 9); messages::set_delivery(other, Delivery::Sent, None, Some(NOW));
        messages::set_delivery(other, Delivery::Failed, Some("no"), None); messages::requeue(other, NOW);
        timeline::append(conversation, &entry); timeline::page(conversation, 0, 9, true, 5);
        timeline::page(conversation, 0, 9, false, 5); timeline::waiting_since(conversation);
        attachments::insert(&file); attachments::of_entries(conversation, 0, 9); attachments::of_message(other);
        attachments::take_back(other);
        attachments::attach(agent, other, inbox, &[file_id]);
        tags::attach(conversation, tag); tags::of_conversations(&[conversation]); tags::detach(conversation, tag);
        tags::delete(tag);
        outbox::insert(other, inbox, NOW, NOW); outbox::lock(other); outbox::overdue(NOW);
        outbox::set_state(OutboxId(1), OutboxState::Failed, 3, NOW, (Some(550), Some("no")), NOW);
        search::put_message(MessageId(2), conversation, inbox, 2, NOW, text);
        search::put_conversation(conversation, inbox, 1001, "s", NOW); search::put_contact(contact, NOW, text);
        threading::by_message_ids(inbox, &["first@example.com", "x@y"]);
        threading::same_mail(inbox, Some("first@example.com"), "hash"); threading::same_mail(inbox, None, "hash");
        threading::sent_message("first@example.com");
        threading::takes_part(conversation, Some(contact), "lan@example.com");
        threading::takes_part(conversation, None, "lan@example.com");
    }
}

/// Each condition of a search, and each negated.
fn every_condition(world: &World) -> search::Narrow {
    use search::{Addresses, Condition as C, People};
    let words = || Words::parse("first sec");
    let people = [People::These(vec![world.contact]), People::Fitting(words())];
    let mut all = vec![
        C::Inbox(vec![world.support]),
        C::Status(vec![Status::Open, Status::Solved]),
        C::Status(vec![Status::Open]),
        C::Assignee(vec![world.agent]),
        C::Unassigned,
        C::Tag(vec![TagId(1)]),
        C::Tag(Vec::new()),
        C::Number(vec![1001]),
        C::Subject(words()),
        C::Words(words()),
        C::To(Addresses {
            these: vec!["help@ours.test".to_owned()],
            prefix: Some("hel".to_owned()),
        }),
        C::Before(NOW),
        C::Since(NOW),
        C::Attachment,
    ];
    all.extend(people.map(|people| C::From(people, vec![world.agent])));
    let both = all
        .iter()
        .flat_map(|one| [(one.clone(), false), (one.clone(), true)]);
    search::Narrow(both.collect())
}

async fn replies_and_drafts(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let (agent, conversation) = (world.agent, ConversationId(1));
    let (id, draft, file, reader) = (SavedReplyId(1), DraftId(1), AttachmentId(1), Some(agent));
    let saved = |owner| saved_replies::Content {
        owner,
        name: "Chào",
        name_folded: "chao",
        folder: "",
        language: Some("vi"),
        body: "Chào {{contact.name}}",
        search_folded: "chao chao {{contact.name}}",
    };
    let (own, of_all) = (saved(Owner::Agent(agent)), saved(Owner::Everyone));
    let query = saved_replies::Query {
        words: vec!["chao".to_owned(), "50%".to_owned()],
        language: Some("vi".to_owned()),
    };
    let place = saved_replies::Position {
        uses: 1,
        last_used_at: 0,
        id,
    };
    let content = drafts::Content {
        version: 1,
        text: "text",
        html: None,
        recipients: "{}",
        expected_seq: Some(1),
        at: NOW,
    };
    let kind = DraftKind::Reply;
    run! { outcomes, db,
        saved_replies::insert(&own, NOW); saved_replies::update(id, &of_all, NOW); saved_replies::lock(id);
        saved_replies::find(reader, id); saved_replies::find(None, id); saved_replies::count_use(agent, id, NOW);
        saved_replies::list(reader, &saved_replies::Query::default(), None, 5);
        saved_replies::list(reader, &query, Some(place), 5); saved_replies::hand_over(TeamId(1), agent, NOW);
        saved_replies::delete(id);
        drafts::insert(agent, conversation, kind, &content); drafts::update(draft, &content); drafts::set_files(draft, &[file]);
        drafts::find(agent, conversation, None); drafts::find(agent, conversation, Some(kind));
        drafts::find_for_update(agent, conversation, kind); attachments::of_draft(draft); attachments::count_unsent(agent, &[file]);
        drafts::list(Actor::system().scope(), agent, None, 5); drafts::list(world.agents_scope(), agent, Some((9, 9)), 5);
        drafts::release_files(&[file]); drafts::delete(agent, conversation, Some(kind)); drafts::delete(agent, conversation, None);
    }
}

/// Each condition of a saved view.
fn every_meaning(world: &World) -> views::Meaning {
    use domain::views::Condition as C;
    let (team, tag) = (vec![TeamId(1)], vec![TagId(1)]);
    let agents = vec![world.agent];
    let conditions = [
        C::Inbox {
            any_of: vec![world.support],
        },
        C::Team {
            any_of: team.clone(),
            mine: true,
        },
        C::Assignee {
            any_of: agents.clone(),
            me: true,
            nobody: true,
        },
        C::Assignee {
            any_of: Vec::new(),
            me: false,
            nobody: true,
        },
        C::Assignee {
            any_of: agents,
            me: false,
            nobody: false,
        },
        C::Status {
            any_of: vec![Status::Open, Status::Pending],
        },
        C::Status {
            any_of: vec![Status::Open],
        },
        C::Status {
            any_of: vec![Status::Solved, Status::Open],
        },
        C::Priority {
            any_of: vec![Priority::High],
        },
        C::Tag { any_of: tag.clone() },
        C::WithoutTag { none_of: tag },
        C::Channel {
            any_of: vec!["email".to_owned()],
        },
        C::Language {
            any_of: vec!["vi".to_owned()],
        },
        C::Contact {
            any_of: vec![world.contact],
        },
        C::Waiting { minutes: 5 },
        C::OlderThan { days: 1 },
        C::NewerThan { days: 1 },
        C::HasAttachment { is: false },
        C::Unread { is: true },
        C::Unread { is: false },
    ];
    views::Meaning::new(&conditions, Sort::Waiting, Some(world.agent), &team)
}

async fn saved_views(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    use domain::views::{Column, OwnerKind};
    use views::{Counted, Of};
    let meaning = every_meaning(world);
    let new = views::NewView {
        owner_kind: OwnerKind::Personal,
        agent_id: Some(world.agent),
        team_id: None,
        name: "Mine",
        conditions: &meaning.conditions,
        columns: Column::ALL,
        sort: Sort::Oldest,
    };
    let first = views::insert(db, &new, NOW).await.unwrap();
    let second = views::insert(db, &new, NOW).await.unwrap();
    let found = views::find(db, Of::Agent(world.agent), second)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.position, found.columns.0.as_slice()), (2, Column::ALL));
    assert_eq!(found.conditions.0, meaning.conditions, "what is written is read");
    let exact = Counted {
        meaning: meaning.clone(),
        at_most: None,
    };
    let capped_meaning = meaning.clone();
    let capped = Counted {
        meaning: capped_meaning,
        at_most: Some(9),
    };
    let everything = views::Meaning::new(&[], Sort::Newest, None, &[]);
    let all = [
        exact,
        capped,
        Counted {
            meaning: everything,
            at_most: Some(9),
        },
    ];
    run! { outcomes, db,
        views::list(Of::Agent(world.agent)); views::list(Of::Shared); views::find(Of::Shared, first);
        views::update(first, &new, NOW); views::set_position(first, 7); views::delete(first);
        views::count_of_owner(OwnerKind::Everyone, None, None); views::insert(&new, NOW);
        views::count(Actor::system().scope(), &all, NOW); views::count(world.agents_scope(), &all, NOW);
        views::count(Actor::system().scope(), &[], NOW);
    }
}

async fn lists(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let (conversation, inbox, contact) = (ConversationId(1), world.support, world.contact);
    let reader = Some(world.agent);
    let all = Query {
        status: StatusFilter::Only(Status::Open),
        assignee: reader,
        unassigned: false,
        teams_of: reader,
        inbox: Some(inbox),
        team: Some(TeamId(1)),
        contact: Some(contact),
        tag: Some(TagId(1)),
        priority: Some(Priority::Urgent),
        ids: Some(vec![conversation]),
        view: Some((every_meaning(world), NOW)),
    };
    let words = Words::parse("first \"second third\" -fourth fif*");
    let narrow = every_condition(world);
    let walk = search::Narrow(vec![(search::Condition::Since(NOW), false)]);
    let place = search::Place { at: NOW, id: 9 };
    for scope in [Actor::system().scope(), world.agents_scope()] {
        for query in [
            &all,
            &Query::default(),
            &Query {
                unassigned: true,
                ..Query::default()
            },
        ] {
            for sort in [Sort::Newest, Sort::Oldest, Sort::Waiting] {
                run! { outcomes, db,
                    conversations::list(scope, reader, query, sort, None, 5);
                    conversations::list(scope, None, query, sort, Some((1, 1)), 5);
                }
            }
            run! { outcomes, db, conversations::count(scope, query); }
        }
        let row = contacts::find(db, scope, contact).await.unwrap().unwrap();
        run! { outcomes, db,
            conversations::count_by_inbox(scope); conversations::find(scope, reader, conversation);
            conversations::find_for_update(scope, conversation); conversations::whereabouts(scope, conversation);
            messages::find(scope, MessageId(1)); attachments::find(scope, reader, AttachmentId(1));
            contacts::find(scope, contact); contacts::find_for_update(scope, contact); contacts::list(scope, None, None, 5);
            contacts::list(scope, Some(&[contact]), Some(contact), 5); contacts::conversation_counts(scope, &[contact]);
            contacts::update(&row, NOW);
            search::find(scope, &words, &search::Narrow::default(), &[], None, 5);
            search::find(scope, &words, &narrow, &[search::Kind::Message], Some(place), 5);
            search::list(scope, &narrow, search::Kind::Message, None, 5);
            search::list(scope, &walk, search::Kind::Conversation, Some(place), 5);
            search::conversations(scope, &words, 5); search::contacts(scope, &words, 5); search::count();
        }
    }
    let addresses = contacts::addresses(db, &[contact]).await.unwrap();
    let company = contacts::find_or_insert_company(db, "Đèn", "den", NOW).await;
    outcomes.add("contacts::find_or_insert_company", company);
    run! { outcomes, db,
        contacts::find_by_address("email", "lan@example.com"); contacts::insert("Minh", None, None, "", NOW);
        contacts::insert_address(contact, "phone", "1", "1", false, NOW); contacts::set_name(contact, "Lan", NOW);
        contacts::set_bounce("lan@example.com", Some("why"), NOW); contacts::set_bounce("lan@example.com", None, NOW);
        contacts::addresses(&[contact]); contacts::set_address(addresses[0].id, "x", true);
        contacts::delete_address(addresses[0].id); contacts::delete(contact); agents::close_inboxes(world.agent);
    }
    let tx = world.db.begin_write().await.unwrap();
    let row = vec![args![900_i64, "Bulk", None::<String>, NOW]];
    outcomes.add("bulk::load", bulk::load(&tx, bulk::Table::Contact, row).await);
    outcomes.add("bulk::finish", bulk::finish(&tx, 5_000).await);
    drop(tx);
}

/// The functions of this crate that run statements, as `area::function`.
fn functions() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let Some(area) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        let source = std::fs::read_to_string(&path).unwrap();
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("pub async fn ") {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                all.push(format!("{area}::{name}"));
            }
        }
    }
    all
}

#[test]
fn no_function_is_forgotten_here() {
    let all = functions();
    assert!(all.len() > 150, "the sources were read: {} functions", all.len());
    let here = include_str!("statements.rs");
    let missing: Vec<_> = all
        .iter()
        .filter(|name| !here.contains(&format!("{name}(")))
        .collect();
    assert!(missing.is_empty(), "add to this file: {missing:?}");
}
