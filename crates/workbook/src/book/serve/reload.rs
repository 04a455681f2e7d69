//! What open pages are told: that there is a new book, or what is wrong with it.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Serialize;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

/// The script that a served page loads to listen. It is not part of the book on
/// the disk.
pub(super) const SCRIPT: &str = include_str!("reload.js");

/// What is known about the book that is served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct State {
    /// Which book: a page that shows another one loads itself again.
    edition: String,
    /// What is wrong with the sources since.
    problems: Option<String>,
}

/// Tells open pages the news.
#[derive(Clone, Debug)]
pub(super) struct News(watch::Sender<State>);

impl News {
    /// A first book, and nothing wrong.
    pub(super) fn new() -> News {
        News(watch::Sender::new(State {
            edition: edition(1),
            problems: None,
        }))
    }

    /// There is a new book.
    pub(super) fn built(&self) {
        self.0.send_modify(|state| {
            let number = state
                .edition
                .rsplit('-')
                .next()
                .and_then(|n| n.parse().ok());
            state.edition = edition(number.unwrap_or(0_u64) + 1);
            state.problems = None;
        });
    }

    /// There is none, and this is why.
    pub(super) fn failed(&self, problems: &str) {
        self.0
            .send_modify(|state| state.problems = Some(problems.to_owned()));
    }

    /// The tag that makes a page listen.
    pub(super) fn tag(&self) -> String {
        format!(
            "<script src=\"/__reload.js\" data-edition=\"{}\"></script>",
            self.0.borrow().edition
        )
    }

    /// The state now, and every later one, as server-sent events.
    pub(super) fn events(&self) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let states = WatchStream::new(self.0.subscribe());
        let events = states.map(|state| {
            let event = Event::default().json_data(state);
            Ok(event.unwrap_or_default())
        });
        Sse::new(events).keep_alive(KeepAlive::default())
    }
}

/// A name that no book served by another process has.
fn edition(number: u64) -> String {
    format!("{}-{number}", std::process::id())
}
