//! A small shop that sells lamps, for looking at the chat widget where visitors meet it. It is made up: nothing can be bought.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use crate::file;

#[derive(RustEmbed)]
#[folder = "shop"]
struct Shop;

/// Pages of the shop by their addresses.
const PAGES: [(&str, &str); 3] = [
    ("/shop", "index.html"),
    ("/shop/product", "product.html"),
    ("/shop/cart", "cart.html"),
];

/// The shop, with the widget of the site that has this key.
pub fn shop<S: Clone + Send + Sync + 'static>(site_key: &str) -> Router<S> {
    let mut router = Router::new()
        .route("/shop/", get(async || Redirect::permanent("/shop")))
        .route("/shop/files/{name}", get(shop_file));
    for (address, name) in PAGES {
        let page = page(name, site_key);
        router = router.route(address, get(move || std::future::ready(html(&page))));
    }
    router
}

/// A page with the line that carries the widget. Site keys are letters and digits; anything else is left out.
fn page(name: &str, site_key: &str) -> String {
    let key: String = site_key.chars().filter(char::is_ascii_alphanumeric).collect();
    let found = Shop::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    found.unwrap_or_default().replace("SITE_KEY", &key)
}

fn html(page: &str) -> Response {
    let mut response = page.to_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn shop_file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let is_page = PAGES.iter().any(|(_, page)| *page == name);
    match Shop::get(&name).filter(|_| !is_page) {
        Some(found) => file(&name, &found, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    async fn get(path: &str) -> (StatusCode, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = shop::<()>("abc\"><script>1").oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn every_page_carries_the_widget() {
        for (address, _) in PAGES {
            let (status, page) = get(address).await;
            assert_eq!(status, StatusCode::OK, "{address}");
            assert!(page.contains("src=\"/chat/abcscript1/widget.js\""), "{address}");
            assert!(!page.contains("SITE_KEY"), "{address}");
        }
        assert_eq!(get("/shop/files/shop.js").await.0, StatusCode::OK);
        assert_eq!(get("/shop/files/index.html").await.0, StatusCode::NOT_FOUND);
    }
}
