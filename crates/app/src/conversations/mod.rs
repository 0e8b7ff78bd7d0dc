//! Conversations: lists, the timeline, and what agents do with them.

mod change;
mod count;
mod create;
mod delivery;
mod forward;
mod letter;
mod masking;
mod read;
mod recipients;
mod reply;
pub(crate) mod scheduled;

use std::sync::Arc;

use crate::core::Core;
use crate::counts;
use crate::previews::Previews;

pub use change::{Assignment, BulkChange, BulkOutcome, TagChange};
pub use channels::Capabilities;
pub use count::Counts;
pub use create::NewConversation;
pub(crate) use create::TOKEN;
pub use forward::Forward;
pub(crate) use masking::summary as mask_summary;
pub use read::{
    Detail, EntryWithMessage, Listed, Listing, Message, Page, Timeline, TimelinePart, View,
    bench_list_statement,
};
pub(crate) use recipients::MOST_RECIPIENTS;
pub use recipients::ProposedRecipients;
pub(crate) use reply::{MOST_TEXT, PREVIEW, UNSUPPORTED, check_files, say_first, write_note};
pub use reply::{Note, Reply};
pub use scheduled::{Schedule, Scheduled};
pub use store::attachments::Attachment;
pub use store::conversations::{Sort, StatusFilter, Summary};
pub use store::messages::{Mailbox, Recipients};
pub use store::timeline::Entry;

/// Use cases of conversations.
#[derive(Clone)]
pub struct Conversations {
    core: Arc<Core>,
    counts: counts::Counts,
    previews: Previews,
}

impl Conversations {
    pub(crate) const fn new(core: Arc<Core>, counts: counts::Counts, previews: Previews) -> Self {
        Self {
            core,
            counts,
            previews,
        }
    }
}
