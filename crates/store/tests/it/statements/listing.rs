//! Lists, saved views, attributes.

use store::conversations as conversations_list;

use super::*;

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

pub(super) async fn saved_views(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
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
        views::count(Actor::system().scope(), &[], NOW); views::count_by_tag(Actor::system().scope(), &[TagId(1), TagId(2)]);
        views::count_by_tag(world.agents_scope(), &[TagId(1)]);
    }
}

pub(super) async fn lists(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
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
        company: Some(CompanyId(1)),
        tag: Some(TagId(1)),
        attribute: Some((AttributeId(1), "gold".to_owned())),
        priority: Some(Priority::Urgent),
        ids: Some(vec![conversation]),
        view: Some((every_meaning(world), NOW)),
    };
    let words = Words::parse("first \"second third\" -fourth fif*");
    let narrow = every_condition(world);
    let walk = search::Narrow(vec![(search::Condition::Since(NOW), false)]);
    let place = search::Place { at: NOW, id: 9 };
    let narrowed = contacts::Narrow {
        ids: Some(&[contact]),
        tag: Some(TagId(1)),
        attribute: Some((AttributeId(1), "gold".to_owned())),
    };
    for scope in [Actor::system().scope(), world.agents_scope()] {
        for query in [
            &all,
            &Query::default(),
            &Query {
                unassigned: true,
                ..Query::default()
            },
        ] {
            for sort in [Sort::Newest, Sort::Oldest, Sort::Waiting, Sort::Priority] {
                run! { outcomes, db,
                    conversations_list::list(scope, reader, query, sort, None, 5);
                    conversations_list::list(scope, None, query, sort, Some((1, 1)), 5);
                }
            }
            run! { outcomes, db, conversations_list::count(scope, query); }
        }
        let row = contacts::find(db, scope, contact).await.unwrap().unwrap();
        run! { outcomes, db,
            conversations_list::count_by_inbox(scope); conversations::find(scope, reader, conversation);
            conversations::find_for_update(scope, conversation); conversations::whereabouts(scope, conversation);
            messages::find(scope, MessageId(1)); attachments::find(scope, reader, AttachmentId(1));
            contacts::find(scope, contact); contacts::find_for_update(scope, contact); contacts::list(scope, None, None, 5);
            contacts::list(scope, Some(&[contact]), Some(contact), 5); contacts::conversation_counts(scope, &[contact]);
            contacts::update(&row, NOW); contacts::list_narrowed(scope, &narrowed, None, 5);
            contact_merge::count_hidden(scope, contact);
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

pub(super) async fn attributes_and_merges(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let contact = world.contact;
    let mut attribute = Attribute {
        id: AttributeId(0),
        subject: AttributeSubject::Contact,
        key: "plan".to_owned(),
        label: "Plan".to_owned(),
        kind: AttributeKind::Choice,
        choices: vec!["Gold".to_owned(), "Silver".to_owned()],
        required: true,
        position: 0,
    };
    attribute.id = attributes::insert(db, &attribute, NOW).await.unwrap();
    attribute.position = 1;
    assert_eq!(
        attributes::find(db, attribute.id).await.unwrap().as_ref(),
        Some(&attribute)
    );
    let (id, tag) = (attribute.id, TagId(1));
    let owners = [
        attributes::Owner::Contact(contact),
        attributes::Owner::Conversation(ConversationId(1)),
    ];
    for owner in owners {
        run! { outcomes, db,
            attributes::put_value(owner, id, "Gold", "gold", NOW); attributes::put_value(owner, id, "Silver", "silver", NOW);
        }
    }
    let kept = attributes::values(db, owners[0]).await.unwrap();
    assert_eq!(
        kept,
        [(id, "Silver".to_owned())],
        "the second value replaces the first"
    );
    let other = contacts::insert(db, "Lan N.", None, None, "", NOW).await.unwrap();
    run! { outcomes, db,
        attributes::list(); attributes::update(&attribute, NOW); attributes::values_of_contacts(&[contact]);
        tags::attach_to_contact(contact, tag); tags::of_contacts(&[contact]);
        contact_merge::move_addresses(contact, other); contact_merge::move_conversations(contact, other, NOW);
        contact_merge::move_knowledge(contact, other);
        contact_merge::move_addresses(other, contact); contact_merge::move_conversations(other, contact, NOW);
        contact_merge::move_knowledge(other, contact);
        tags::detach_from_contact(contact, tag); attributes::delete_value(owners[1], id); attributes::delete(id);
    }
}
