//! The answers to requests: files, and what a served page has beside them.

use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HOST, IF_MODIFIED_SINCE, LAST_MODIFIED,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::services::{ServeDir, ServeFile};

use super::reload::{News, SCRIPT};

/// The book in this folder, with live reload.
pub(super) fn site(folder: &Path, news: News) -> Router {
    let files = ServeDir::new(folder).not_found_service(ServeFile::new(folder.join("404.html")));
    let events = news.clone();
    let script = [
        (CONTENT_TYPE, "text/javascript"),
        (CACHE_CONTROL, "no-cache"),
    ];
    Router::new()
        .route("/__reload", get(move || async move { events.events() }))
        .route("/__reload.js", get(move || async move { (script, SCRIPT) }))
        .fallback_service(files)
        .layer(from_fn_with_state(news, finish))
        .layer(from_fn(only_this_machine))
}

/// Refuses requests under a foreign name. A page of another host can make its own
/// name lead here (DNS rebinding) and would then read what is served.
async fn only_this_machine(request: Request, next: Next) -> Response {
    if is_this_machine(request.headers()) {
        return next.run(request).await;
    }
    let what = "this book is served to this machine only; ask for 127.0.0.1 or localhost\n";
    (StatusCode::FORBIDDEN, what).into_response()
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let name = host.map(|host| match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    });
    matches!(name, Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// Says how long an answer may be kept, and makes pages listen for news.
async fn finish(State(news): State<News>, mut request: Request, next: Next) -> Response {
    // A page carries its edition, so "not modified since" is never true of it.
    request.headers_mut().remove(IF_MODIFIED_SINCE);
    let keep = request
        .uri()
        .path()
        .rsplit('/')
        .next()
        .is_some_and(is_hashed);
    let mut response = next.run(request).await;
    let keep = match keep && response.status().is_success() {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(keep));
    let kind = response.headers().get(CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let whole = matches!(response.status(), StatusCode::OK | StatusCode::NOT_FOUND);
    if is_page && whole {
        listening(response, &news.tag()).await
    } else {
        response
    }
}

/// The page with this tag at its end.
async fn listening(response: Response, tag: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    // The length is another now, and the date says nothing about the tag.
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(LAST_MODIFIED);
    let Ok(page) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = String::from_utf8_lossy(&page);
    let page = match page.rfind("</body>") {
        Some(end) => format!("{}{tag}\n{}", &page[..end], &page[end..]),
        None => page.into_owned(),
    };
    Response::from_parts(parts, Body::from(page))
}

/// Whether mdBook put a hash of the content into this name: `book-1a2b3c4d.js`.
fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash);
    name.contains('.')
        && hash.is_some_and(|hash| {
            hash.len() == 8 && hash.bytes().all(|digit| digit.is_ascii_hexdigit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let asks = |host: &'static str| {
            is_this_machine(&HeaderMap::from_iter([(
                HOST,
                HeaderValue::from_static(host),
            )]))
        };
        for host in ["127.0.0.1:3000", "localhost", "localhost:80", "[::1]:3000"] {
            assert!(asks(host), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example:3000",
            "localhost:evil",
            "",
        ] {
            assert!(!asks(host), "{host}");
        }
        assert!(!is_this_machine(&HeaderMap::new()));
    }

    #[test]
    fn a_hashed_name_is_told_from_others() {
        for name in ["book-1a2b3c4d.js", "general-00ff00ff.css"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [
            "index.html",
            "lost-update.html",
            "a-1a2b3c4.js",
            "1a2b3c4d.js",
            "x-1a2b3c4d",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
