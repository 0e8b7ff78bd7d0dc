//! Accounts, invitations, settings, pushes.

use store::inboxes as inboxes_email;

use super::*;

pub(super) async fn accounts(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
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

pub(super) async fn invitations(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let (id, letter) = (InvitationId(1), SystemLetterId(1));
    let new = invitations::NewInvitation {
        role_id: world.role,
        name: "Bo",
        email: "new@ours.test",
        email_folded: "new@ours.test",
        locale: Locale::Ro,
        token_hash: "hash",
        invited_by: "Ana",
        expires_at: NOW,
    };
    run! { outcomes, db,
        invitations::insert(&new, NOW); invitations::list(); invitations::find_for_update(id);
        invitations::find_by_token("hash", NOW); invitations::lock_by_token("hash", NOW);
        invitations::renew(id, "other", NOW); invitations::set_delivery(id, InvitationDelivery::Failed, Some("no"));
        invitations::add_team(id, TeamId(1)); invitations::add_inbox(id, world.support);
        invitations::teams_of(&[id]); invitations::inboxes_of(&[id]);
        system_letters::insert(Some(id), "sealed", NOW); system_letters::find(letter); system_letters::delete(letter);
        system_letters::delete_of_invitation(id); system_letters::sender(Some(world.support));
        invitations::delete(id); invitations::delete_of_address("new@ours.test");
        password_resets::insert("hash", world.agent, NOW); password_resets::find("hash", NOW);
        password_resets::take("hash"); password_resets::delete_all(world.agent); password_resets::delete_expired(NOW);
    }
}

pub(super) async fn settings(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let organisation = organisation::Organisation {
        name: "Ours".to_owned(),
        locale: Locale::En,
        time_zone: "UTC".to_owned(),
        undo_send_seconds: 10,
        system_inbox_id: None,
        planner_public: true,
    };
    let (inbox, scopes) = (world.support, [Actor::system().scope(), world.agents_scope()]);
    let row = inboxes::find(db, scopes[0], inbox).await.unwrap().unwrap();
    let email = inboxes_email::find_email(db, inbox).await.unwrap().unwrap();
    let third = inboxes::NewInbox {
        name: "Third",
        channel: "email",
        address: "third@ours.test",
        brand: world.brand,
        team: None,
    };
    run! { outcomes, db,
        organisation::find(); organisation::insert(&organisation, NOW); organisation::update(&organisation, NOW);
        organisation::undo_send_seconds(); organisation::is_planner_public();
        brands::list(); brands::insert("Other", "#000000", NOW); brands::update(world.brand, "Ours", "#000000");
        brands::find(world.brand); brands::set_logo(world.brand, Some(("key", "image/png"))); brands::set_logo(world.brand, None);
        first_steps::find(world.agent, "#000000"); first_steps::set_dismissed(Some(NOW)); first_steps::set_dismissed(None);
        teams::insert("Night", "night", NOW); teams::list(); teams::members(); teams::name(TeamId(1));
        teams::update(TeamId(1), "Day", "day"); teams::clear(TeamId(1)); teams::delete(TeamId(1));
        inboxes::insert(&third, NOW); inboxes::update(&row, NOW);
        inboxes::set_addresses(inbox, &[("A@b".to_owned(), "a@b".to_owned())]); inboxes::addresses(inbox);
        inboxes::addresses_of(&[inbox]); inboxes::own_addresses(); inboxes::owner_of_address("a@b");
        inboxes::find_by_address("a@b"); inboxes_email::find_email(inbox); inboxes_email::emails(&[inbox]); inboxes_email::lock_email(inbox);
        inboxes_email::find_by_push_token("hash"); inboxes_email::put_email(&email);
        inboxes_email::set_health(inbox, Health::Ok, None, None, NOW);
        inboxes_email::set_health(inbox, Health::Error, Some("code"), Some("detail"), NOW);
        inboxes_email::set_last_mail(inbox, NOW); inboxes_email::set_oauth_tokens(inbox, "a", None, NOW);
        inboxes_email::set_oauth_tokens(inbox, "a", Some("r"), NOW); inboxes_email::set_push_token(inbox, "hash");
        oauth_grants::insert("hash", world.agent, MailAuth::Google, "a@b", "v", NOW); oauth_grants::find("hash", NOW);
        oauth_grants::finish("hash", "a", None, NOW); oauth_grants::delete("hash"); oauth_grants::delete_old(NOW);
        leases::hold("n", "o", NOW, NOW); leases::release("n", "o"); bulk::is_empty();
        tags::insert("VIP", "vip", "#000000"); tags::list(); tags::find(TagId(1)); tags::update(TagId(1), "V", "v", "#000000");
    }
    for scope in scopes {
        run! { outcomes, db, inboxes::list(scope); inboxes::find(scope, inbox); }
    }
}

pub(super) async fn pushes(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    use domain::notifications::{Days, NotificationKind, QuietHours, QuietWindow, TimeOfDay, Ways, Weekday};
    let ways = Ways::usual(NotificationKind::Replied);
    let hours = QuietHours {
        time_zone: "Asia/Ho_Chi_Minh".to_owned(),
        windows: vec![QuietWindow {
            days: Days::from_iter([Weekday::Mon]),
            from: TimeOfDay::from_minutes(60).unwrap(),
            to: TimeOfDay::from_minutes(0).unwrap(),
        }],
    };
    let new_session = sessions::NewSession {
        agent_id: world.agent,
        token_hash: "of a browser",
        csrf_token: "csrf",
        user_agent: "Firefox",
        ip: "192.0.2.1",
        expires_at: NOW.plus(std::time::Duration::from_secs(60)),
    };
    let session = sessions::insert(db, &new_session, NOW).await.unwrap();
    let key = push::PushKey {
        public_key: "public".to_owned(),
        private_secret: "sealed".to_owned(),
    };
    let new = push::NewSubscription {
        agent_id: world.agent,
        session_id: session,
        endpoint: "https://push.example.com/1",
        p256dh: "key",
        auth: "auth",
        user_agent: "Firefox",
    };
    let id = push::subscribe(db, &new, NOW).await.unwrap();
    assert_eq!(
        push::subscribe(db, &new, NOW).await.unwrap(),
        id,
        "one browser, one row"
    );
    run! { outcomes, db,
        notification_settings::choose(world.agent, NotificationKind::Arrived, ways);
        notification_settings::preferences(world.agent);
        notification_settings::wanting(NotificationKind::Arrived, world.support);
        notification_settings::set_quiet_hours(world.agent, &hours); notification_settings::quiet_hours(world.agent);
        push::insert_key(&key, NOW); push::insert_key(&key, NOW); push::key();
        push::list(world.agent, NOW); push::ids_of(world.agent, NOW); push::recipient(id, NOW);
        push::set_outcome(id, None, NOW); push::set_outcome(id, Some("503"), NOW);
        push::delete_others_of_session(session, id); push::delete_gone(id, "https://push.example.com/2");
    }
    assert_eq!(
        notification_settings::quiet_hours(db, world.agent).await.unwrap(),
        Some(hours)
    );
    let wanting = notification_settings::wanting(db, NotificationKind::Arrived, world.billing)
        .await
        .unwrap();
    assert!(wanting.is_empty(), "{wanting:?}");
    let subscribed = push::list(db, world.agent, NOW).await.unwrap();
    assert_eq!(subscribed.len(), 1);
    assert_eq!(subscribed[0].last_error.as_deref(), Some("503"));
    // What is bound to a key goes with it, and a browser with its session.
    run! { outcomes, db, push::delete_key("another"); }
    assert_eq!(push::ids_of(db, world.agent, NOW).await.unwrap(), [id]);
    run! { outcomes, db, sessions::delete(world.agent, session); push::delete(world.agent, id); push::delete_key("public"); }
    assert!(push::ids_of(db, world.agent, NOW).await.unwrap().is_empty());
    assert!(push::key(db).await.unwrap().is_none());
}
