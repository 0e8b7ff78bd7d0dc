//! Inboxes, the import ledger and the outbox: their words.

use crate::named;

named! {
    /// Where a raw mail came from.
    pub enum MailSource("mail source") {
        /// Fetched from a mailbox.
        Imap = "imap",
        /// Posted by a provider.
        Push = "push",
        /// Piped in by a mail server.
        Gate = "gate",
        /// Written on the demo page.
        Demo = "demo",
        /// Left in the form of a site while nobody was there.
        Form = "form",
    }
}

named! {
    /// What became of a mail that was seen.
    pub enum LedgerState("ledger state") {
        /// Stored, not yet worked on.
        Waiting = "waiting",
        /// Became a message.
        Imported = "imported",
        /// Was known already.
        Duplicate = "duplicate",
        /// Could not be read; waits for a person.
        Quarantined = "quarantined",
        /// Left out, with a reason.
        Ignored = "ignored",
    }
}

named! {
    /// Where an outgoing message is.
    pub enum OutboxState("outbox state") {
        /// Waits for its time or for another attempt.
        Queued = "queued",
        /// Is being handed over.
        Sending = "sending",
        /// Was taken by the mail server.
        Sent = "sent",
        /// Was refused for good.
        Failed = "failed",
        /// Was taken back.
        Cancelled = "cancelled",
    }
}

named! {
    /// How a connection to a mail server is protected.
    pub enum Security("security") {
        /// TLS from the first byte.
        Tls = "tls",
        /// TLS after STARTTLS.
        StartTls = "starttls",
        /// None.
        Plain = "plain",
    }
}

named! {
    /// How to sign in to a mail server.
    pub enum MailAuth("sign-in method") {
        /// User name and password.
        Password = "password",
        /// XOAUTH2 with a Google account.
        Google = "google",
        /// XOAUTH2 with a Microsoft account.
        Microsoft = "microsoft",
        /// Not at all.
        None = "none",
    }
}

named! {
    /// State of an inbox's connections.
    pub enum Health("health") {
        /// All is well.
        Ok = "ok",
        /// On the way.
        Connecting = "connecting",
        /// Something is wrong; the detail says what.
        Error = "error",
        /// Switched off, or nothing to fetch.
        Off = "off",
    }
}
