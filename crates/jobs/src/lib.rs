//! A durable job queue on the same database as the rows it belongs to.
//!
//! A job is enqueued inside of the transaction that makes it necessary ([`enqueue`]) and so exists exactly when that
//! commits. A [`Runner`] claims it with a lease, runs it outside of any transaction, and then deletes it, puts it off
//! ([`JobError::Retry`]) or buries it ([`JobError::Fail`], or too many attempts).
//!
//! What must stay true:
//! - **At least once.** A runner that dies, or loses its lease, leaves its job to another one; so a job may run twice and
//!   must bear that.
//! - A claim is one statement on both databases and holds no lock while the job runs.
//! - Done jobs are deleted; dead ones stay with their last error until somebody retries or removes them.
//! - A job whose name nobody registered is left alone: a newer program may know it. So an old name stays registered
//!   ([`Registry::register_as`]) until no job of that name is left.
//!
//! Nothing here knows what the jobs are about.

mod backoff;
mod execute;
mod job;
mod queue;
mod registry;
mod runner;
mod schedule;

pub use self::job::{Attempt, Job, JobError, JobResult};
pub use self::queue::{
    DeadJob, EnqueueError, PendingJob, enqueue, list_dead, list_pending, purge_dead, remove_dead, retry_dead,
};
pub use self::registry::Registry;
pub use self::runner::{RunReport, Runner, RunnerOptions};

/// The tables on SQLite, for a migration.
pub const SCHEMA_SQLITE: &str = include_str!("schema.sqlite.sql");
/// The tables on PostgreSQL, for a migration.
pub const SCHEMA_POSTGRES: &str = include_str!("schema.postgres.sql");
