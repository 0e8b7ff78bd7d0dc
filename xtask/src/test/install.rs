//! The programs that the tests need beside Rust and Node: looked for, and installed where we know how.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::Cmd;

/// Which tests are going to run.
#[derive(Clone, Copy)]
pub struct Needs {
    pub servers: bool,
    pub browser: bool,
    pub spelling: bool,
}

/// A program that a test needs, and the Debian package that brings it.
struct Program {
    name: &'static str,
    package: &'static str,
    present: bool,
}

/// Installs, with the package manager's rules for a machine that may already do other work: no service is started, no
/// configured mail server is replaced.
const INSTALL: &str = r#"
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# A package that would take away another one, as a second mail server does, is for a human to decide.
removed=$(apt-get install --simulate --no-install-recommends "$@" | sed -n 's/^Remv \([^ ]*\).*/\1/p')
if [ -n "$removed" ]; then
  echo "installing $* would remove: $removed" >&2
  exit 1
fi
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
fi
case " $* " in
  *" postfix "*) echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections ;;
esac
apt-get install -q -y --no-install-recommends "$@"
"#;

/// Installs what is missing, or says what to install.
pub fn provide(needs: Needs, may_install: bool) -> Result<()> {
    let missing: Vec<_> = programs(needs)
        .into_iter()
        .filter(|program| !program.present)
        .collect();
    if missing.is_empty() {
        println!("all there");
        return Ok(());
    }
    let list: Vec<_> = missing
        .iter()
        .map(|p| format!("{} (Debian: {})", p.name, p.package))
        .collect();
    let list = list.join(", ");
    if !may_install || !is_debian() {
        bail!("please install: {list}");
    }
    println!("installing {list}");
    let packages: Vec<_> = missing.iter().map(|program| program.package).collect();
    let shell = if is_root() {
        Cmd::new("/bin/sh")
    } else {
        Cmd::new("sudo").args(["/bin/sh"])
    };
    shell.args(["-c", INSTALL, "install"]).args(&packages).run()?;
    let still: Vec<_> = programs(needs)
        .into_iter()
        .filter(|p| !p.present)
        .map(|p| p.name)
        .collect();
    if still.is_empty() {
        Ok(())
    } else {
        bail!("installed, and still not found: {}", still.join(", "))
    }
}

fn programs(needs: Needs) -> Vec<Program> {
    let mut programs = Vec::new();
    let mut need = |name, package, present| {
        programs.push(Program {
            name,
            package,
            present,
        })
    };
    if needs.servers {
        need("PostgreSQL 15 or newer", "postgresql", has_postgres());
        need("NATS", "nats-server", found("nats-server"));
        need(
            "Dovecot with IMAP",
            "dovecot-imapd",
            found("dovecot") && dovecot_speaks_imap(),
        );
        need("Postfix", "postfix", found("postfix"));
    }
    if needs.browser {
        need("Chromium", "chromium", browser().is_some());
        // Without them the screenshots of two of the three languages show boxes.
        need(
            "fonts for Vietnamese and Romanian",
            "fonts-noto-core",
            has_font("vi") && has_font("ro"),
        );
    }
    if needs.spelling {
        let works = Cmd::new("python3")
            .args(["-c", "import ensurepip, venv"])
            .succeeds();
        need("Python 3 with venv", "python3-venv", works);
    }
    programs
}

/// The browser of the stories: what the environment says, or the system's.
fn browser() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("RAPPORT_CHROMIUM") {
        return Some(path.into());
    }
    // Not Ubuntu's /usr/bin/chromium-browser: it is a signpost to a snap, which containers cannot run.
    ["/usr/bin/chromium", "/usr/bin/google-chrome"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.is_file())
}

fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter(|entry| entry.path().join("bin/initdb").is_file())
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .max();
    newest.map_or_else(|| found("initdb"), |version| version >= 15)
}

fn dovecot_speaks_imap() -> bool {
    ["/usr/lib/dovecot/imap", "/usr/libexec/dovecot/imap"]
        .iter()
        .any(|path| Path::new(path).is_file())
}

fn has_font(language: &str) -> bool {
    let fonts = Cmd::new("fc-list").args([format!(":lang={language}")]).output();
    fonts.is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn found(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/sbin", "/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(usual)
        .any(|folder| folder.join(program).is_file())
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists() && found("apt-get")
}

fn is_root() -> bool {
    Cmd::new("id")
        .args(["-u"])
        .output()
        .is_ok_and(|user| user.trim() == "0")
}
