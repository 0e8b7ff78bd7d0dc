//! Rows to work with.

use domain::agents::Locale;
use domain::chat::ChatState;
use domain::conversations::{Delivery, Direction, Status};
use domain::{
    Actor, AgentId, BrandId, ContactId, ConversationId, Identity, InboxId, MessageId, RoleId, Scope,
    SessionId, Timestamp,
};
use store::agents::NewAgent;
use store::chat::SiteSettings;
use store::chat::chats::NewChat;
use store::chat::visitors::NewVisitor;
use store::conversations::NewConversation;
use store::messages::{Mailbox, NewMessage, Recipients};
use store::roles::Role;
use test_support::TestDb;

/// When everything happens.
pub const NOW: Timestamp = Timestamp::from_seconds(1_772_442_000);

/// A brand, a role, an agent who sees one of two inboxes, a contact.
pub struct World {
    pub db: TestDb,
    pub brand: BrandId,
    pub role: RoleId,
    pub agent: AgentId,
    /// The inbox that the agent sees.
    pub support: InboxId,
    /// The inbox that the agent does not see.
    pub billing: InboxId,
    pub contact: ContactId,
}

impl World {
    pub async fn on(db: TestDb) -> Self {
        let brand = store::brands::insert(db.db(), "Ours", "#112233", NOW)
            .await
            .unwrap();
        let role = Role {
            id: RoleId(0),
            key: None,
            name: "Helper".to_owned(),
            permissions: domain::Permissions::all(),
            all_inboxes: false,
            mask_personal_data: false,
        };
        let role = store::roles::insert(db.db(), &role, "helper").await.unwrap();
        let agent = NewAgent {
            role_id: role,
            name: "Ana",
            email: "ana@ours.test",
            email_folded: "ana@ours.test",
            password_hash: Some("hash"),
            locale: Locale::Ro,
        };
        let agent = store::agents::insert(db.db(), &agent, NOW).await.unwrap();
        let support = inbox(&db, brand, "Support", "help@ours.test").await;
        let billing = inbox(&db, brand, "Billing", "billing@ours.test").await;
        store::agents::open_inbox(db.db(), agent, support).await.unwrap();
        let contact = store::contacts::insert(db.db(), "Lan", None, Some("vi"), "", NOW)
            .await
            .unwrap();
        let (value, folded) = ("Lan@example.com", "lan@example.com");
        store::contacts::insert_address(db.db(), contact, "email", value, folded, true, NOW)
            .await
            .unwrap();
        Self {
            db,
            brand,
            role,
            agent,
            support,
            billing,
            contact,
        }
    }

    /// What the agent may see.
    pub fn agents_scope(&self) -> Scope {
        Actor {
            identity: Identity::Agent(self.agent, SessionId(1)),
            all_inboxes: false,
            ..Actor::system()
        }
        .scope()
    }

    /// A conversation with the contact.
    pub async fn conversation(&self, inbox: InboxId, subject: &str) -> ConversationId {
        let token = format!("token{}", store_count(&self.db, "conversation").await);
        let new = NewConversation {
            token: &token,
            inbox_id: inbox,
            contact_id: self.contact,
            channel: "email",
            subject,
            preview: "",
            status: Status::Open,
            team_id: None,
            assignee_id: None,
            language: None,
            at: NOW,
        };
        let (conversation, _) = store::conversations::insert(self.db.db(), &new).await.unwrap();
        conversation.id
    }

    /// A site, with its name in lower case as its key.
    pub async fn site(&self, name: &str) -> InboxId {
        let key = name.to_lowercase();
        let new = store::inboxes::NewInbox {
            name,
            channel: "chat",
            address: &key,
            brand: self.brand,
            team: None,
        };
        let inbox_id = store::inboxes::insert(self.db.db(), &new, NOW).await.unwrap();
        let site = SiteSettings {
            inbox_id,
            site_key: key,
            identity_secret: None,
            identity_required: false,
            mail_inbox_id: Some(self.support),
            continue_after_seconds: 300,
            idle_warning_seconds: 120,
            typing_shown: true,
            proof_bits: 0,
            origins: String::new(),
            widget: "{}".to_owned(),
        };
        store::chat::sites::put(self.db.db(), &site, NOW).await.unwrap();
        inbox_id
    }

    /// A chat that waits.
    pub async fn chat(&self, site: InboxId, subject: &str) -> ConversationId {
        let id = self.conversation(site, subject).await;
        let token = format!("hash of {subject}");
        let new = NewVisitor {
            token_hash: &token,
            ..NewVisitor::default()
        };
        let visitor_id = store::chat::visitors::insert(self.db.db(), site, &new, NOW)
            .await
            .unwrap();
        let chat = NewChat {
            conversation_id: id,
            inbox_id: site,
            visitor_id,
            state: ChatState::Waiting,
            topic: "",
        };
        store::chat::chats::insert(self.db.db(), &chat, NOW)
            .await
            .unwrap();
        id
    }

    /// A mail in a conversation, found by its text.
    pub async fn message(
        &self,
        conversation: ConversationId,
        inbox: InboxId,
        id: &str,
        text: &str,
    ) -> MessageId {
        let recipients = Recipients {
            to: vec![Mailbox {
                name: String::new(),
                address: "help@ours.test".to_owned(),
            }],
            ..Recipients::default()
        };
        let new = new_message(conversation, inbox, self.contact, &recipients, id, text);
        let message = store::messages::insert(self.db.db(), &new).await.unwrap();
        store::search::put_message(
            self.db.db(),
            message,
            conversation,
            inbox,
            message.get(),
            NOW,
            text,
        )
        .await
        .unwrap();
        message
    }
}

/// A mail from the contact.
pub fn new_message<'a>(
    conversation: ConversationId,
    inbox: InboxId,
    contact: ContactId,
    recipients: &'a Recipients,
    id: &'a str,
    text: &'a str,
) -> NewMessage<'a> {
    NewMessage {
        conversation_id: conversation,
        inbox_id: inbox,
        direction: Direction::In,
        kind: "normal",
        agent_id: None,
        contact_id: Some(contact),
        from: Mailbox {
            name: "Lan".to_owned(),
            address: "Lan@example.com".to_owned(),
        },
        recipients,
        subject: "Subject",
        text,
        quoted_text: "",
        html: None,
        html_reply: None,
        remote_images: 0,
        language: None,
        message_id: Some(id),
        in_reply_to: None,
        content_hash: Some(id),
        raw_mail_id: None,
        verdicts: [None; 3],
        delivery: Delivery::Received,
        send_after: None,
        at: NOW,
    }
}

async fn inbox(db: &TestDb, brand: BrandId, name: &str, address: &str) -> InboxId {
    let new = store::inboxes::NewInbox {
        name,
        channel: "email",
        address,
        brand,
        team: None,
    };
    let id = store::inboxes::insert(db.db(), &new, NOW).await.unwrap();
    let addresses = [(address.to_owned(), address.to_owned())];
    store::inboxes::set_addresses(db.db(), id, &addresses)
        .await
        .unwrap();
    store::inboxes::put_email(db.db(), &store::inboxes::EmailInbox::empty(id))
        .await
        .unwrap();
    id
}

/// Rows of a table.
pub async fn store_count(db: &TestDb, table: &str) -> i64 {
    db::Executor::one(db.db(), &format!("SELECT count(*) FROM {table}"), vec![])
        .await
        .unwrap()
}
