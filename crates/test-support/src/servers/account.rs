//! The system account a test server runs as.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::Path;

use super::{ServerError, ServerResult};

/// A user of the machine, with what is needed to start a program as that user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The login name.
    pub name: String,
    /// The name of the primary group.
    pub group: String,
    /// User number.
    pub uid: u32,
    /// Number of the primary group.
    pub gid: u32,
}

impl Account {
    /// The user that this process runs as.
    pub fn current() -> ServerResult<Self> {
        // The owner of /proc/self is the effective user; std has no call for it.
        let me = std::fs::metadata("/proc/self").map_err(ServerError::io("reading /proc/self"))?;
        let name = entry("/etc/passwd", |fields| {
            fields.get(2) == Some(&me.uid().to_string().as_str())
        })?
        .and_then(|fields| fields.into_iter().next())
        .unwrap_or_else(|| me.uid().to_string());
        Ok(Self {
            name,
            group: group_name(me.gid())?,
            uid: me.uid(),
            gid: me.gid(),
        })
    }

    /// True when this process may become any user.
    pub fn is_root(&self) -> bool {
        self.uid == 0
    }

    /// The user a server should run as: ourselves, or the first existing of `preferred` when we are root, because
    /// PostgreSQL refuses to run as root and a mail store should not.
    pub fn unprivileged(preferred: &[&str]) -> ServerResult<Self> {
        let current = Self::current()?;
        if !current.is_root() {
            return Ok(current);
        }
        for name in preferred {
            if let Some(account) = Self::named(name)? {
                return Ok(account);
            }
        }
        Err(ServerError::Failed {
            server: "an unprivileged server",
            reason: format!(
                "running as root, and none of these users exists: {}",
                preferred.join(", ")
            ),
            log: String::new(),
        })
    }

    /// The user of that name, when the machine has one.
    pub fn named(name: &str) -> ServerResult<Option<Self>> {
        let Some(fields) = entry("/etc/passwd", |fields| fields.first() == Some(&name))? else {
            return Ok(None);
        };
        let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u32>().ok());
        let (Some(uid), Some(gid)) = (number(2), number(3)) else {
            return Ok(None);
        };
        Ok(Some(Self {
            name: name.to_owned(),
            group: group_name(gid)?,
            uid,
            gid,
        }))
    }

    /// Gives a file or folder to this user. A process that is not root runs its servers as itself, or as root by
    /// sudo, and both may use the file as it is.
    pub(crate) fn own(&self, path: &Path) -> ServerResult<()> {
        let doing = || ServerError::io(format!("giving {} to {}", path.display(), self.name));
        if !Self::current()?.is_root() {
            return Ok(());
        }
        chown(path, Some(self.uid), Some(self.gid)).map_err(doing())
    }
}

fn group_name(gid: u32) -> ServerResult<String> {
    let found = entry("/etc/group", |fields| {
        fields.get(2) == Some(&gid.to_string().as_str())
    })?;
    Ok(found
        .and_then(|fields| fields.into_iter().next())
        .unwrap_or_else(|| gid.to_string()))
}

/// The first line of a colon-separated file whose fields satisfy `wanted`.
fn entry(file: &str, wanted: impl Fn(&[&str]) -> bool) -> ServerResult<Option<Vec<String>>> {
    let text = std::fs::read_to_string(file).map_err(ServerError::io(format!("reading {file}")))?;
    Ok(text
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| wanted(fields))
        .map(|fields| fields.into_iter().map(str::to_owned).collect()))
}
