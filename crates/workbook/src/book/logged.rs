//! What mdBook warns of. It logs and goes on; a checked book does not.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use super::problem::Problem;

/// Runs the work and returns, beside its result, everything that mdBook warned
/// of meanwhile on this thread.
pub(crate) fn listening<T>(work: impl FnOnce() -> T) -> (T, Vec<Problem>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = Registry::default().with(Listener(Arc::clone(&heard)));
    let result = tracing::subscriber::with_default(listener, work);
    let heard = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    (result, heard)
}

struct Listener(Arc<Mutex<Vec<Problem>>>);

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let of = event.metadata();
        if *of.level() > Level::WARN || !of.target().starts_with("mdbook") {
            return;
        }
        let mut message = Message(String::new());
        event.record(&mut message);
        let problem = Problem::nowhere(format!("mdbook: {}", message.0));
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(problem);
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            // Writing into a string cannot fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_of_mdbook_are_heard_and_nothing_else() {
        let (result, heard) = listening(|| {
            tracing::warn!(target: "mdbook_html::tree", "unclosed {}", "<b>");
            tracing::error!(target: "mdbook_driver", "no file");
            tracing::info!(target: "mdbook_driver", "running");
            tracing::error!(target: "handlebars", "not ours");
            7
        });
        let heard: Vec<String> = heard.iter().map(ToString::to_string).collect();
        assert_eq!(heard, ["mdbook: unclosed <b>", "mdbook: no file"]);
        assert_eq!(result, 7);
    }
}
