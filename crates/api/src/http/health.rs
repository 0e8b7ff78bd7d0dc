//! What machines ask: is it alive, can it work, how is it doing.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;

use app::App;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::client::Client;

/// Samples are folded into their summaries this often, or they would pile up where nobody reads them.
const UPKEEP: Duration = Duration::from_secs(5);
/// A database that takes longer to answer is not ready for anything else either.
const DATABASE: Duration = Duration::from_secs(2);

/// The routes.
pub(super) fn routes() -> Router<App> {
    // Counting begins when the server does, not when somebody first reads.
    recorder();
    Router::new()
        .route("/healthz", get(|| std::future::ready("ok\n")))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

async fn ready(State(app): State<App>) -> Response {
    match tokio::time::timeout(DATABASE, app.setup.status()).await {
        Ok(Ok(_)) => "ok\n".into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "not ready: the database does not answer");
            not_ready()
        }
        Err(_) => {
            tracing::error!("not ready: the database does not answer in time");
            not_ready()
        }
    }
}

fn not_ready() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
}

/// For a Prometheus beside us, not for the world: what comes through a proxy or from a public address finds nothing here.
async fn metrics(request: Request) -> Response {
    let forwarded = request.headers().contains_key("x-forwarded-for")
        || request.headers().contains_key(header::FORWARDED);
    let near = Client::of(request.extensions()).0.is_none_or(is_private);
    match recorder() {
        Some(handle) if near && !forwarded => {
            let content_type = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
            ([(header::CONTENT_TYPE, content_type)], handle.render()).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// The recorder of this process: the `metrics` crate has one for all, and a second server in the same process (in tests) shares it.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            if let Err(error) = metrics::set_global_recorder(recorder) {
                tracing::warn!(%error, "metrics are recorded elsewhere; /metrics is empty");
                return None;
            }
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                let handle = handle.clone();
                runtime.spawn(async move {
                    loop {
                        tokio::time::sleep(UPKEEP).await;
                        handle.run_upkeep();
                    }
                });
            }
            Some(handle)
        })
        .as_ref()
}
