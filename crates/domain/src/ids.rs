//! Typed keys. Every row has a `BIGINT` identity behind a newtype, so that a contact can never be passed
//! where a conversation is meant.

macro_rules! id {
    // `$d` is a dollar sign: it lets this macro write another one.
    ($d:tt $($(#[$doc:meta])* $name:ident;)*) => {
        /// Calls the macro named by its argument with the names of all ids, so that the database crate can convert
        /// each of them without a second list to keep.
        #[macro_export]
        macro_rules! for_each_id {
            ($d callback:ident) => {
                $d callback! { $($name)* }
            };
        }
        $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The bare database key.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )*};
}

id! { $
    /// A person who answers customers.
    AgentId;
    /// A named set of permissions.
    RoleId;
    /// A signed-in browser.
    SessionId;
    /// A key for programs that call the API.
    ApiTokenId;
    /// A group of agents that shares work.
    TeamId;
    /// What the customer sees as the sender: name, colour, signature.
    BrandId;
    /// A place where messages come in and go out, for instance a mailbox.
    InboxId;
    /// A customer, or anyone who writes.
    ContactId;
    /// One address of a contact: a mail address, a phone number, a handle.
    ContactAddressId;
    /// An organisation that contacts belong to.
    CompanyId;
    /// One case, from the first question to its solution.
    ConversationId;
    /// One entry of a conversation's timeline.
    EntryId;
    /// One message, in or out, or a note.
    MessageId;
    /// A file that came with or goes with a message.
    AttachmentId;
    /// A label on conversations and contacts.
    TagId;
    /// What an organisation wants to know of contacts or conversations.
    AttributeId;
    /// A text that is written once and sent often.
    SavedReplyId;
    /// Words that were not sent yet.
    DraftId;
    /// An answer that waits for its time.
    ScheduledId;
    /// A file on its way in, piece by piece.
    UploadId;
    /// The raw bytes of one received mail.
    RawMailId;
    /// One line of an inbox's import ledger.
    LedgerId;
    /// One message on its way out.
    OutboxId;
    /// One unit of background work.
    JobId;
    /// One line of the audit log.
    AuditId;
    /// Something that an agent is told of.
    NotificationId;
    /// A browser that takes messages while no window of ours is open.
    PushSubscriptionId;
    /// A stored file before and after it is attached.
    BlobId;
    /// A colleague who was asked to come.
    InvitationId;
    /// A letter of the organisation itself.
    SystemLetterId;
    /// A list of conversations that somebody keeps under a name.
    SavedViewId;
    /// A browser that has the widget, or an application that speaks its protocol.
    VisitorId;
    /// An address, a range or a country that is not let in to chat.
    ChatBlockId;
    /// A time at which an agent works.
    ShiftId;
    /// Days on which an agent would like to be away.
    LeaveId;
    /// A shift that its owner offers to a colleague.
    SwapId;
    /// A meeting or training that is planned.
    MeetingId;
}
