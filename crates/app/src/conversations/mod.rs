//! Conversations: lists, the timeline, and what agents do with them.

mod change;
mod count;
mod create;
mod delivery;
mod masking;
mod read;
mod recipients;
mod reply;

use std::sync::Arc;

use crate::core::Core;
use crate::counts;

pub use change::{Assignment, BulkChange, BulkOutcome, TagChange};
pub use count::Counts;
pub use create::NewConversation;
pub(crate) use create::TOKEN;
pub use read::{
    Detail, EntryWithMessage, Listed, Listing, Message, Page, Timeline, TimelinePart, View,
    bench_list_statement,
};
pub(crate) use recipients::MOST_RECIPIENTS;
pub use recipients::ProposedRecipients;
pub(crate) use reply::{MOST_TEXT, PREVIEW, check_files};
pub use reply::{Note, Reply};
pub use store::attachments::Attachment;
pub use store::conversations::{Sort, StatusFilter, Summary};
pub use store::messages::{Mailbox, Recipients};
pub use store::timeline::Entry;

/// Use cases of conversations.
#[derive(Clone)]
pub struct Conversations {
    core: Arc<Core>,
    counts: counts::Counts,
}

impl Conversations {
    pub(crate) const fn new(core: Arc<Core>, counts: counts::Counts) -> Self {
        Self { core, counts }
    }
}
