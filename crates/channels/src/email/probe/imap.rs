//! Testing the receiving half.

use super::{FolderReport, Step, StepReport, Steps};
use crate::email::imap::{Client, FolderInfo, ImapSettings};
use crate::email::{Failure, FailureCode, net};

const STEPS: [Step; 5] = [
    Step::Dns,
    Step::Connect,
    Step::Greeting,
    Step::Login,
    Step::Folders,
];
/// Folders whose mails are counted; servers answer slowly where there are hundreds.
const COUNTED: usize = 40;

#[derive(Default)]
pub(super) struct Found {
    pub(super) steps: Vec<StepReport>,
    pub(super) folders: Vec<FolderReport>,
    pub(super) push: bool,
}

pub(super) async fn run(settings: &ImapSettings) -> Found {
    let mut found = Found::default();
    let mut steps = Steps::new(&settings.host);
    if let Some(mut client) = sign_in(settings, &mut steps).await {
        let checked = steps
            .run(Step::Folders, folders(&mut client, settings, &mut found))
            .await;
        if checked.is_some() {
            client.logout().await;
        }
    }
    found.steps = steps.finish(&STEPS);
    found
}

async fn sign_in(settings: &ImapSettings, steps: &mut Steps) -> Option<Client> {
    let limit = settings.timing.connect;
    let addresses = steps
        .run(Step::Dns, async {
            let addresses = net::resolve(&settings.host, settings.port, limit).await?;
            let shown = addresses
                .iter()
                .map(|address| address.ip().to_string())
                .collect::<Vec<_>>()
                .join(", ");
            Ok((addresses, shown))
        })
        .await?;
    let tcp = steps
        .run(Step::Connect, async {
            let tcp = net::connect(&addresses, limit).await?;
            let peer = tcp.peer_addr().map(|peer| peer.to_string()).unwrap_or_default();
            Ok((tcp, peer))
        })
        .await?;
    let mut client = steps
        .run(Step::Greeting, async {
            Ok((Client::greet(tcp, settings).await?, String::new()))
        })
        .await?;
    steps
        .run(Step::Login, async {
            let mut credentials = settings.auth.credentials(false).await?;
            let mut outcome = client.login(&settings.username, &credentials).await;
            if matches!(&outcome, Err(failure) if settings.auth.can_refresh() && failure.code.is_login()) {
                credentials = settings.auth.credentials(true).await?;
                client = Client::connect(settings).await?;
                outcome = client.login(&settings.username, &credentials).await;
            }
            outcome.map(|()| ((), String::new()))
        })
        .await?;
    Some(client)
}

async fn folders(
    client: &mut Client,
    settings: &ImapSettings,
    found: &mut Found,
) -> Result<((), String), Failure> {
    found.push = client.has("IDLE").await?;
    let listed = client.folders().await?;
    for (
        position,
        FolderInfo {
            name,
            selectable,
            special_use,
        },
    ) in listed.into_iter().enumerate()
    {
        if !selectable {
            continue;
        }
        let mails = if position < COUNTED {
            client.counts(&name).await.ok().map(|counts| counts.exists)
        } else {
            None
        };
        let chosen = settings.folders.iter().any(|folder| same_folder(folder, &name));
        found.folders.push(FolderReport {
            name,
            special_use,
            mails,
            chosen,
        });
    }
    let mut opened = Vec::new();
    for folder in &settings.folders {
        let on_server = client.open(folder, false).await.map_err(|failure| {
            // A server that says no more than "NO" to a folder it does not list means that.
            let missing = !found
                .folders
                .iter()
                .any(|listed| same_folder(folder, &listed.name));
            match failure.code {
                FailureCode::ServerRefused if missing => {
                    Failure::new(FailureCode::FolderMissing, failure.detail)
                }
                _ => failure,
            }
        })?;
        opened.push(format!("{folder}: {}", on_server.exists));
    }
    Ok(((), opened.join(", ")))
}

/// INBOX alone is the same in any case.
fn same_folder(a: &str, b: &str) -> bool {
    a == b || (a.eq_ignore_ascii_case("INBOX") && b.eq_ignore_ascii_case("INBOX"))
}
