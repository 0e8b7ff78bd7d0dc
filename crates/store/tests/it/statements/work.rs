//! Mail, conversations, answers, what waits.

use super::*;

pub(super) async fn mail(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
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
        mail_ledger::begin_folder(inbox, "INBOX", None); mail_ledger::cursor(inbox, "INBOX"); mail_ledger::cursors(inbox);
        mail_ledger::set_on_server(inbox, "INBOX", 5, NOW); mail_ledger::count_sender(inbox, "a@b", NOW, NOW);
        mail_ledger::restart_cursor(inbox, "INBOX", (2, 0), NOW); mail_ledger::inboxes_waiting_since(NOW);
        mail_ledger::forget_places(inbox, NOW);
        demo::customers(8); demo::mails("lan@example.com", 50);
    }
}

pub(super) async fn conversations_and_messages(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
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
        about: notifications::About::Entry {
            conversation_id: conversation,
            seq: 1,
        },
        actor_name: "Lan",
        at: NOW,
        listed: true,
    };
    let published = notifications::NewNotification {
        kind: domain::notifications::NotificationKind::ShiftsChanged,
        about: notifications::About::Roster {
            news: domain::notifications::RosterNews::Published,
            key: "2026-03-02",
            day: "2026-03-02",
        },
        ..told.clone()
    };
    for scope in [Actor::system().scope(), world.agents_scope()] {
        run! { outcomes, db,
            notifications::list(scope, world.agent, false, None, 5);
            notifications::list(scope, world.agent, true, Some((NOW, NotificationId(9))), 5);
            notifications::count_unread(scope, world.agent, 9);
            notifications::find(scope, world.agent, NotificationId(1));
        }
    }
    run! { outcomes, db,
        notifications::put(&told); notifications::put(&published); notifications::put(&published);
        notifications::mark_topic_over(domain::notifications::RosterNews::Published, "2026-03-02", NOW);
        agents::holding(domain::Permission::RostersManage);
        notifications::mark_read(world.agent, &[NotificationId(1)], NOW);
        notifications::mark_all_read(world.agent, NOW, NOW); notifications::forget(NOW);
        notifications::mark_conversation_read(world.agent, conversation, 1, NOW);
        notifications::mark_over(conversation, told.kind, NOW);
        conversations::insert(&fresh); conversations::update(&waiting, NOW); conversations::touch(conversation, &touch);
        conversations::mark_read(world.agent, conversation, 1); conversations::mail_context(conversation);
        conversations::find_by_token("fresh"); conversations::find_by_number(inbox, 1001);
        messages::insert(&new); messages::of_entries(conversation, 0, 9); messages::last(conversation, Direction::In);
        messages::last_aside(conversation); messages::exchanged(conversation, 9); threading::third_parties(conversation);
        messages::message_ids(conversation, 9); messages::set_delivery(other, Delivery::Sent, None, Some(NOW));
        messages::set_delivery(other, Delivery::Failed, Some("no"), None); messages::requeue(other, NOW);
        timeline::append(conversation, &entry); timeline::page(conversation, 0, 9, true, 5);
        timeline::page(conversation, 0, 9, false, 5); timeline::waiting_since(conversation);
        attachments::insert(&file); attachments::of_entries(conversation, 0, 9); attachments::of_message(other);
        attachments::take_back(other);
        attachments::attach(agent, other, inbox, &[file_id]);
        tags::attach(conversation, tag); tags::of_conversations(&[conversation]); tags::detach(conversation, tag);
        tags::delete(tag);
        outbox::insert(other, inbox, NOW, NOW); outbox::inbox(other); outbox::lock(other); outbox::overdue(NOW);
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
pub(super) fn every_condition(world: &World) -> search::Narrow {
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

pub(super) async fn replies_and_drafts(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
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
        attachments::find_unsent(Some(agent), &[file]); attachments::copy(MessageId(1), world.support, &[file], NOW);
        attachments::delete_unused(NOW); attachments::is_blob_used("aa/bb/cc");
        drafts::release_files(&[file]); drafts::delete(agent, conversation, Some(kind)); drafts::delete(agent, conversation, None);
    }
}

pub(super) async fn what_waits(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let (agent, conversation) = (world.agent, ConversationId(1));
    let (id, upload, file) = (ScheduledId(1), UploadId(1), AttachmentId(1));
    let recipients = messages::Recipients::default();
    let new = scheduled::NewScheduled {
        conversation_id: conversation,
        agent_id: Some(agent),
        agent_name: "Ana",
        send_at: NOW,
        cancel_if_replied: true,
        status: Some("solved"),
        recipients: &recipients,
        text: "text",
        html: None,
        at: NOW,
    };
    let begun = uploads::NewUpload {
        agent_id: Some(agent),
        name: "film.mp4",
        content_type: "video/mp4",
        size: 9,
        is_inline: false,
        at: NOW,
    };
    run! { outcomes, db,
        scheduled::insert(&new); scheduled::add_file(id, file); scheduled::files(id); scheduled::find(id); scheduled::lock(id);
        scheduled::of_conversation(conversation); scheduled::hold(id, HeldReason::Spam, Some("Lan")); scheduled::overdue(NOW);
        scheduled::hand_over_files(id, agent); scheduled::delete(id);
        uploads::insert(&begun); uploads::find(Some(agent), upload); uploads::lock(Some(agent), upload);
        uploads::add_part(upload, 0, "pieces/x", 4); uploads::parts(upload); uploads::finish(upload, file); uploads::old(NOW);
        uploads::delete(upload);
    }
}
