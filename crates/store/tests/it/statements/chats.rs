//! Live chat.

use domain::VisitorId;
use domain::chat::{ChatState, EndedBy};
use store::chat::chats as chat_chats;
use store::chat::chats::NewChat;
use store::chat::contacts as chat_contacts;
use store::chat::desk as chat_desk;
use store::chat::entries as chat_entries;
use store::chat::keys as chat_keys;
use store::chat::keys::Done;
use store::chat::participants as chat_participants;
use store::chat::queue as chat_queue;
use store::chat::queue::ChatQuery;
use store::chat::sites as chat_sites;
use store::chat::visitors as chat_visitors;
use store::chat::visitors::{NewVisitor, Place};

use super::*;

pub(super) async fn sites_and_visitors(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let site = world.site("Shop").await;
    let row = chat_sites::find_settings(db, site).await.unwrap().unwrap();
    run! { outcomes, db,
        chat_sites::lock_settings(site); chat_sites::settings_of(&[site, world.support]); chat_sites::find_by_key("shop");
        chat_sites::put(&row, NOW); chat_sites::find(world.support); chat_sites::find_settings(world.support);
    }
    let new = NewVisitor {
        token_hash: "hash",
        locale: "vi",
        ..NewVisitor::default()
    };
    let place = Place {
        url: "https://shop.test",
        ..Place::default()
    };
    let id = chat_visitors::insert(db, site, &new, NOW).await.unwrap();
    run! { outcomes, db,
        chat_visitors::insert(site, &new, NOW);
        chat_visitors::find_by_browser(site, "hash"); chat_visitors::claim(id, "hash2", "vi");
        chat_visitors::set_browser(id, "hash"); chat_visitors::move_browser(id, VisitorId(4711)); chat_visitors::set_attributes(id, "{}"); chat_visitors::is_invited(id);
        chat_visitors::find_by_token("hash"); chat_visitors::find(id); chat_visitors::lock(id);
        chat_visitors::set_said(id, "Lan", "lan@x.test", "vi"); chat_visitors::set_contact(id, world.contact);
        chat_visitors::set_identity(id, "c-1", "Lan", "lan@x.test"); chat_visitors::set_token(id, "other");
        chat_visitors::contact_of_identity(site, "c-1", id); chat_sites::blocks(site, NOW); chat_visitors::came_back(id, &place, NOW);
        chat_visitors::opened_page(id, "https://shop.test/a", "A", NOW);
        chat_visitors::insert_page(id, "https://shop.test/a", "A", NOW); chat_visitors::forget_pages(id, 1);
        chat_contacts::move_visitors(world.contact, world.contact); chat_visitors::touch(&[id], NOW); chat_visitors::forget(NOW);
    }
}

pub(super) async fn chats(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let site = world.site("Second shop").await;
    let id = world.chat(site, "Hello").await;
    let message = world.message(id, site, "hello@x.test", "Hello").await;
    let mut chat = chat_chats::find(db, id).await.unwrap().unwrap();
    let visitor = chat.visitor_id.unwrap();
    let fresh = NewChat {
        conversation_id: id,
        inbox_id: site,
        visitor_id: visitor,
        state: ChatState::Waiting,
        topic: "",
    };
    chat.ended_by = Some(EndedBy::Visitor);
    let done = Done {
        request_hash: "hash".to_owned(),
        conversation_id: id,
        message_id: Some(message),
        seq: 1,
    };
    let upload = attachments::NewAttachment {
        message_id: None,
        inbox_id: None,
        agent_id: None,
        name: "a.png",
        content_type: "image/png",
        size: 1,
        sha256: "00",
        is_inline: false,
        content_id: None,
        blob_key: "k",
        at: NOW,
    };
    run! { outcomes, db,
        chat_chats::insert(&fresh, NOW); chat_chats::find(id); chat_chats::update(&chat, NOW);
        chat_chats::find_own(visitor, "token1"); chat_chats::list_own(visitor, None, 5);
        chat_chats::list_own(visitor, Some(id), 5); chat_chats::visitor_receipts(id, 1, 1); chat_chats::agent_seen(id, 1);
        chat_chats::visitors_left(&[visitor], NOW); chat_chats::visitors_here(&[visitor, VisitorId(4711)]);
        chat_chats::count_under_way(visitor); chat_chats::positions(&[id]);
        chat_keys::insert(visitor, "key", &done, NOW); chat_keys::find(visitor, "key");
        chat_contacts::move_chats(world.contact, world.contact, NOW); chat_contacts::is_unused(world.contact);
        chat_chats::left_unseen(NOW, NOW); attachments::insert_of_visitor(visitor, &upload);
        attachments::count_unsent_of_visitor(visitor); attachments::find_of_chat(AttachmentId(1));
        attachments::of_messages(&[message]);
        attachments::attach_of_visitor(visitor, message, site, &[AttachmentId(1)]);
        chat_entries::page(id, 0, 9, false, 5); chat_entries::page(id, 0, 9, true, 5);
        chat_entries::put_content(message, "card", "{}"); chat_entries::find_content(id, message);
    }
}

pub(super) async fn queue_and_hours(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let site = world.site("Third shop").await;
    let id = world.chat(site, "Is anybody there?").await;
    let (agent, scopes) = (world.agent, [Actor::system().scope(), world.agents_scope()]);
    let all = ChatQuery {
        states: vec![ChatState::Waiting, ChatState::Ringing],
        inbox: Some(site),
        agent: Some(agent),
        after: Some((NOW, id)),
    };
    let online = [agent, AgentId(4711)];
    let taken = capacity::AgentCapacity {
        photo_key: Some("photo".to_owned()),
        photo_type: Some("image/png".to_owned()),
        ..capacity::AgentCapacity::default()
    };
    let mut checks = domain::validate::Checks::new();
    let rows = [("mon".to_owned(), "09:00".to_owned(), "17:00".to_owned())];
    let hours = domain::business_hours::BusinessHours::check("Asia/Ho_Chi_Minh", &rows, &mut checks);
    run! { outcomes, db,
        chat_queue::busy(&online); chat_queue::queued(5); chat_queue::candidates(site, None, &online);
        chat_queue::candidates(site, Some(TeamId(1)), &online); chat_queue::candidates(site, None, &[]);
        chat_queue::lock_load(agent); chat_queue::pass(id, agent, NOW); chat_queue::pass(id, agent, NOW);
        chat_queue::passes(NOW); chat_queue::forget_passes(id); chat_queue::chats_of(&[id]); chat_queue::count_waiting(site);
        chat_queue::place(site, NOW, id); chat_queue::front(site); chat_queue::accepted_since(site, NOW, 5);
        chat_queue::seen_by(id, agent, 1); chat_queue::list(scopes[0], &all, 5); chat_queue::list(scopes[1], &ChatQuery::default(), 5);
        chat_participants::put(id, agent, false, NOW); chat_participants::put(id, agent, true, NOW);
        chat_participants::list(id); chat_participants::remove(id, agent); chat_participants::clear(id);
        capacity::find(agent); capacity::put(agent, &taken, NOW); capacity::find(agent); capacity::photo_type("photo");
        business_hours::find(site); business_hours::set(site, Some(&hours)); business_hours::find(site);
        business_hours::set(site, None);
    }
}

pub(super) async fn visitors_and_blocks(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let site = world.site("Fourth shop").await;
    let id = world.chat(site, "Anybody?").await;
    let visitor = chat_chats::find(db, id)
        .await
        .unwrap()
        .unwrap()
        .visitor_id
        .unwrap();
    let scopes = [Actor::system().scope(), world.agents_scope()];
    let block = chat_blocks::NewChatBlock {
        inbox_id: None,
        kind: "country",
        value: "VN",
        reason: "why",
        created_by: "Ana",
        expires_at: Some(NOW),
    };
    let block_id = chat_blocks::put(db, &block, NOW).await.unwrap();
    run! { outcomes, db,
        chat_desk::here(scopes[0], None, NOW, None, 5); chat_desk::here(scopes[1], Some(site), NOW, Some((NOW, visitor)), 5);
        chat_desk::find(scopes[0], visitor); chat_desk::find(scopes[1], visitor); chat_desk::chats_of(&[visitor], 5);
        chat_desk::pages(visitor, 5); chat_desk::contents(id, 1, 9);
        chat_desk::idle(NOW, 5); chat_desk::abandoned(NOW, 5); chat_desk::answers_after(id, 0, 5);
        chat_desk::goes_on_by(site, world.support);
        chat_blocks::put(&block, NOW); chat_blocks::list(scopes[0]); chat_blocks::list(scopes[1]); chat_blocks::find(block_id);
        chat_blocks::delete(block_id); chat_blocks::forget(NOW);
    }
}
