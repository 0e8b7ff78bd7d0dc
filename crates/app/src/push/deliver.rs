//! One push, from the job to the push service.

use std::time::Duration;

use channels::push::{PushError, PushMessage, PushTarget, Urgency};
use domain::agents::Locale;
use domain::notifications::{NotificationKind, RosterNews};
use domain::{Actor, Identity, Mask, NotificationId, Permission, PushSubscriptionId};
use jobs::{Job, JobError, JobResult};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::notifications::Notification;
use store::push::Recipient;

use super::words;
use crate::background::Background;
use crate::core::{Core, Result};
use crate::notifications::masked;

/// What is older is no news: a phone that was off all day need not ring for each of its events.
const FRESH: Duration = Duration::from_secs(12 * 3600);
/// An offer is for whoever can take it now.
const OFFER_FRESH: Duration = domain::routing::ACCEPT_WITHIN;
/// A test is looked at at once or never.
const TEST_FRESH: Duration = Duration::from_secs(60);

/// Pushes a notification to one browser. What it says is read when it runs: of several events in a row the last one counts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PushNotification {
    /// Which notification.
    pub notification_id: NotificationId,
    /// To which browser.
    pub subscription_id: PushSubscriptionId,
}

/// Pushes a test to one browser.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PushTest {
    /// To which browser.
    pub subscription_id: PushSubscriptionId,
}

impl Job for PushNotification {
    type Context = Background;
    const NAME: &'static str = "push_notification";
    // Push services may be slow, and mail must not wait for them.
    const QUEUE: &'static str = "push";
    const DEDUPLICATED: bool = true;
    const MAX_ATTEMPTS: u32 = 12;

    async fn run(self, background: &Background) -> JobResult {
        let prepared = prepare(background.core(), &self).await.map_err(JobError::retry)?;
        let Some((recipient, payload, kind)) = prepared else {
            return Ok(());
        };
        let topic = format!("n{}", self.notification_id);
        let message = PushMessage {
            payload: payload.as_bytes(),
            ttl: fresh(kind),
            urgency: urgency(kind),
            topic: Some(&topic),
        };
        let refused = send(background, &recipient, &message)
            .await
            .map_err(JobError::retry)?;
        match refused {
            // The last attempt ends without a dead job: nobody would run it again by hand.
            Some(_) if jobs::Attempt::current().is_some_and(jobs::Attempt::is_last) => Ok(()),
            Some((reason, Some(after))) => Err(JobError::retry_after(reason, after)),
            Some((reason, None)) => Err(JobError::retry(reason)),
            None => Ok(()),
        }
    }
}

impl Job for PushTest {
    type Context = Background;
    const NAME: &'static str = "push_test";
    const QUEUE: &'static str = "push";
    const DEDUPLICATED: bool = true;
    const MAX_ATTEMPTS: u32 = 3;

    /// Tried once: who asked looks at the result now.
    async fn run(self, background: &Background) -> JobResult {
        let core = background.core();
        let found = store::push::recipient(core.reader(), self.subscription_id, core.clock.now()).await?;
        let Some(recipient) = found else {
            return Ok(());
        };
        let (title, body) = words::test(locale(core, &recipient).await.map_err(JobError::retry)?);
        let payload = json!({
            "kind": "test",
            "key": "test",
            "title": title,
            "body": body,
            "url": "/settings/notifications",
            "silent": false,
        })
        .to_string();
        let message = PushMessage {
            payload: payload.as_bytes(),
            ttl: TEST_FRESH,
            urgency: Urgency::High,
            topic: None,
        };
        send(background, &recipient, &message)
            .await
            .map(drop)
            .map_err(JobError::retry)
    }
}

/// Whom to tell what; none when there is no reason (any more) to disturb anybody.
async fn prepare(
    core: &Core,
    job: &PushNotification,
) -> Result<Option<(Recipient, String, NotificationKind)>> {
    let db = core.reader();
    let now = core.clock.now();
    let Some(recipient) = store::push::recipient(db, job.subscription_id, now).await? else {
        return Ok(None);
    };
    let agent = recipient.agent_id;
    let Some(actor) = actor(core, &recipient).await? else {
        return Ok(None);
    };
    let found = store::notifications::find(db, actor.scope(), agent, job.notification_id).await?;
    let Some(mut one) = found else {
        return Ok(None);
    };
    let stale = one.read_at.is_some() || now.since(one.created_at) > fresh(one.kind);
    // In front of a window the agent sees it there.
    if stale || core.hub.presence().is_attentive(agent) {
        return Ok(None);
    }
    let ways = store::notification_settings::preferences(db, agent)
        .await?
        .of(one.kind);
    let quiet = store::notification_settings::quiet_hours(db, agent).await?;
    if !ways.push || quiet.is_some_and(|hours| hours.cover(now)) {
        return Ok(None);
    }
    masked(&mut one, Mask::of(&actor));
    let unread = store::notifications::count_unread(db, actor.scope(), agent, 100).await?;
    let payload = payload(locale(core, &recipient).await?, &one, !ways.sound, unread);
    Ok(Some((recipient, payload, one.kind)))
}

/// How long a message of this kind is news.
const fn fresh(kind: NotificationKind) -> Duration {
    match kind {
        NotificationKind::ChatOffered => OFFER_FRESH,
        NotificationKind::Assigned
        | NotificationKind::Mentioned
        | NotificationKind::Replied
        | NotificationKind::Failed
        | NotificationKind::Arrived
        | NotificationKind::ChatIdle
        | NotificationKind::ShiftsChanged
        | NotificationKind::RosterAsked
        | NotificationKind::RosterDecided => FRESH,
    }
}

/// Whether a phone may wait with it until it wakes up anyway.
const fn urgency(kind: NotificationKind) -> Urgency {
    match kind {
        NotificationKind::Arrived
        | NotificationKind::ShiftsChanged
        | NotificationKind::RosterAsked
        | NotificationKind::RosterDecided => Urgency::Normal,
        NotificationKind::Assigned
        | NotificationKind::Mentioned
        | NotificationKind::Replied
        | NotificationKind::Failed
        | NotificationKind::ChatOffered
        | NotificationKind::ChatIdle => Urgency::High,
    }
}

/// The page on which it is looked at.
fn url(one: &Notification) -> String {
    let topic: Option<RosterNews> = one.topic.as_deref().and_then(|topic| topic.parse().ok());
    match (one.conversation_id, topic) {
        (Some(conversation), _) => format!("/conversations/{conversation}?seq={}", one.seq),
        (None, Some(RosterNews::LeaveAsked | RosterNews::SwapTaken)) => "/workforce/roster".to_owned(),
        (None, _) => "/workforce/shifts".to_owned(),
    }
}

fn payload(locale: Locale, one: &Notification, silent: bool, unread: i64) -> String {
    json!({
        "kind": one.kind,
        "key": format!("n{}", one.id),
        "title": words::title(locale, one),
        "body": words::body(locale, one),
        "url": url(one),
        "silent": silent,
        "unread": unread,
    })
    .to_string()
}

/// Who would read it in that browser, as the role is now; none when nobody may.
async fn actor(core: &Core, recipient: &Recipient) -> Result<Option<Actor>> {
    let acting = store::sessions::acting(core.reader(), recipient.session_id, core.clock.now()).await?;
    Ok(acting
        .filter(|acting| acting.active && acting.permissions().has(Permission::ConversationsRead))
        .map(|acting| Actor {
            identity: Identity::Agent(recipient.agent_id, recipient.session_id),
            permissions: acting.permissions(),
            all_inboxes: acting.all_inboxes,
            mask_personal_data: acting.mask_personal_data,
            name: acting.agent_name,
            ip: String::new(),
        }))
}

async fn locale(core: &Core, recipient: &Recipient) -> Result<Locale> {
    let agent = store::agents::find(core.reader(), recipient.agent_id).await?;
    Ok(agent.map_or(Locale::En, |agent| agent.locale))
}

/// Hands a message over and writes down what came of it; returns why and when to try again.
async fn send(
    background: &Background,
    recipient: &Recipient,
    message: &PushMessage<'_>,
) -> Result<Option<(String, Option<Duration>)>> {
    let core = background.core();
    let target = PushTarget {
        endpoint: &recipient.endpoint,
        p256dh: &recipient.p256dh,
        auth: &recipient.auth,
    };
    let sender = background.services.sender(core).await?;
    let outcome = sender.deliver(&target, message, core.clock.now()).await;
    let work = core.begin().await?;
    let now = work.now;
    let id = recipient.id;
    let again = match outcome {
        Ok(()) => {
            store::push::set_outcome(&work.tx, id, None, now).await?;
            None
        }
        Err(PushError::Gone(status)) => {
            tracing::info!(subscription = %id, status, "a browser is subscribed to pushes no longer");
            store::push::delete_gone(&work.tx, id, &recipient.endpoint).await?;
            None
        }
        Err(PushError::Refused(reason)) => {
            tracing::warn!(subscription = %id, reason, "a push was refused");
            store::push::set_outcome(&work.tx, id, Some(&reason), now).await?;
            None
        }
        Err(PushError::Later { reason, after }) => {
            store::push::set_outcome(&work.tx, id, Some(&reason), now).await?;
            Some((reason, after))
        }
    };
    work.commit().await?;
    Ok(again)
}

#[cfg(test)]
mod tests {
    use domain::{ConversationId, Timestamp};

    use super::*;

    #[test]
    fn the_longest_push_fits() {
        let one = Notification {
            id: NotificationId(i64::MAX),
            kind: NotificationKind::Assigned,
            conversation_id: Some(ConversationId(i64::MAX)),
            number: i64::MAX,
            subject: "ệ".repeat(500),
            contact_name: String::new(),
            seq: i64::MAX,
            topic: None,
            day: None,
            actor_name: "ệ".repeat(200),
            times: 1,
            created_at: Timestamp(0),
            read_at: None,
        };
        for locale in [Locale::En, Locale::Vi, Locale::Ro] {
            let payload = payload(locale, &one, false, 100);
            assert!(payload.len() < channels::push::MOST_BYTES, "{}", payload.len());
        }
    }
}
