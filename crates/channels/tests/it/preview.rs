//! Pages that are there, lead astray, never end, or never answer.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use channels::preview::{PreviewError, Previewer};
use channels::public::PublicOnly;
use futures::StreamExt as _;

const LIMIT: Duration = Duration::from_secs(5);

async fn web() -> SocketAddr {
    let page = "<head><title>Lamp</title><meta name=description content=Bright></head>";
    let router = Router::new()
        .route("/page", get(move || async move { Html(page) }))
        .route(
            "/to",
            get(
                |Query(query): Query<std::collections::HashMap<String, String>>| async move {
                    Redirect::temporary(&query["url"])
                },
            ),
        )
        .route("/loop", get(|| async { Redirect::temporary("/loop") }))
        .route("/json", get(|| async { axum::Json("<title>No</title>") }))
        .route(
            "/broken",
            get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, Html("<title>No</title>")) }),
        )
        .route("/latin", get(latin))
        .route("/huge", get(huge))
        .route("/slow", get(slow));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn latin() -> Response {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "text/html; charset=iso-8859-2".parse().unwrap());
    (headers, b"<title>Lamp\xe3</title>".to_vec()).into_response()
}

/// A page that never ends; its title is at the beginning, its head never closes.
async fn huge() -> Response {
    let begin = futures::stream::once(async { Ok::<_, std::io::Error>("<title>Huge</title>".to_owned()) });
    let rest = futures::stream::repeat_with(|| Ok(" ".repeat(64 * 1024)));
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "text/html".parse().unwrap());
    (headers, Body::from_stream(begin.chain(rest))).into_response()
}

/// A page that drips.
async fn slow() -> Response {
    let drops = futures::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Some((Ok::<_, std::io::Error>("."), ()))
    });
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "text/html".parse().unwrap());
    (headers, Body::from_stream(drops)).into_response()
}

fn previewer(allow_loopback: bool) -> Previewer {
    channels::install_tls();
    Previewer::new(PublicOnly { allow_loopback }).unwrap()
}

#[tokio::test]
async fn a_page_is_shown_by_its_title() {
    let web = web().await;
    let links = previewer(true);
    let link = format!("http://{web}/page");
    let found = links.look(&link, LIMIT).await.unwrap();
    assert_eq!(
        (found.title.as_str(), found.description.as_str()),
        ("Lamp", "Bright")
    );
    assert_eq!(found.url, link);
    let moved = format!("http://{web}/to?url=/page");
    assert_eq!(links.look(&moved, LIMIT).await.unwrap().title, "Lamp");
    let latin = links.look(&format!("http://{web}/latin"), LIMIT).await.unwrap();
    assert_eq!(latin.title, "Lampă");
    for none in ["json", "broken", "missing", "loop"] {
        let found = links.look(&format!("http://{web}/{none}"), LIMIT).await;
        assert_eq!(found, Err(PreviewError::NoPage), "{none}");
    }
}

#[tokio::test]
async fn nothing_leads_into_the_network_behind_us() {
    let web = web().await;
    let strict = previewer(false);
    assert_eq!(
        strict.look(&format!("http://{web}/page"), LIMIT).await,
        Err(PreviewError::Private)
    );
    // A name is judged by where it leads when it is called.
    assert_eq!(
        strict.look("http://localhost/page", LIMIT).await,
        Err(PreviewError::Private)
    );
    // From a page that may be looked at, on to one that may not.
    let links = previewer(true);
    for inside in [
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/",
        "http://192.168.1.1/admin",
    ] {
        let astray = format!("http://{web}/to?url={inside}");
        assert_eq!(
            links.look(&astray, LIMIT).await,
            Err(PreviewError::Private),
            "{inside}"
        );
    }
    for other in ["file:///etc/passwd", "ftp://127.0.0.1/", "http://user@127.0.0.1/"] {
        let astray = format!("http://{web}/to?url={other}");
        assert_eq!(
            links.look(&astray, LIMIT).await,
            Err(PreviewError::Malformed),
            "{other}"
        );
    }
}

#[tokio::test]
async fn what_never_ends_and_what_never_comes_cost_little() {
    let web = web().await;
    let links = previewer(true);
    let huge = links.look(&format!("http://{web}/huge"), LIMIT).await.unwrap();
    assert_eq!(huge.title, "Huge");
    let begun = Instant::now();
    let slow = links
        .look(&format!("http://{web}/slow"), Duration::from_millis(500))
        .await;
    assert_eq!(slow, Err(PreviewError::TooSlow));
    assert!(begun.elapsed() < Duration::from_secs(3));
    // Nobody listens there.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let gone = links.look(&format!("http://{nobody}/"), LIMIT).await;
    assert_eq!(gone, Err(PreviewError::Unreachable));
}
