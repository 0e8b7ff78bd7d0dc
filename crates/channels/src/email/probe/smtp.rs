//! Testing the sending half.

use super::{Step, StepReport, Steps};
use crate::email::net;
use crate::email::smtp::{Connection, SmtpSettings};

const STEPS: [Step; 4] = [Step::Dns, Step::Connect, Step::Greeting, Step::Login];

#[derive(Default)]
pub(super) struct Found {
    pub(super) steps: Vec<StepReport>,
    pub(super) max_bytes: Option<u64>,
}

pub(super) async fn run(settings: &SmtpSettings) -> Found {
    let mut steps = Steps::new(&settings.host);
    let mut max_bytes = None;
    if let Some(connection) = sign_in(settings, &mut steps).await {
        max_bytes = connection.features().size.filter(|size| *size > 0);
        connection.quit().await;
    }
    Found {
        steps: steps.finish(&STEPS),
        max_bytes,
    }
}

async fn sign_in(settings: &SmtpSettings, steps: &mut Steps) -> Option<Connection> {
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
    let mut connection = steps
        .run(Step::Greeting, async {
            let connection = Connection::greet(tcp, settings).await?;
            let size = connection
                .features()
                .size
                .map(|size| format!("at most {size} bytes"))
                .unwrap_or_default();
            Ok((connection, size))
        })
        .await?;
    steps
        .run(Step::Login, async {
            let credentials = settings.auth.credentials(false).await?;
            let mut outcome = connection.login(&settings.username, &credentials).await;
            if matches!(&outcome, Err(failure) if settings.auth.can_refresh() && failure.code.is_login()) {
                outcome = Connection::open(settings).await.map(|fresh| connection = fresh);
            }
            outcome.map(|()| ((), String::new()))
        })
        .await?;
    Some(connection)
}
