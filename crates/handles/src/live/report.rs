//! How a child says that it panicked.
//!
//! The exit code says that it did; the message and the place travel over a socket, and the
//! parent reads them when the child has ended.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::panic;

use os::{Message, Patience, Received, Wire};
use serde::{Deserialize, Serialize};

use super::pickle::{for_message, from_message};

/// A panic in another process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanicReport {
    /// What it said.
    pub message: String,
    /// Where it was, as `file:line:column`.
    pub place: String,
}

/// In one line.
impl fmt::Display for PanicReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked at {}: ", self.place)?;
        let mut separator = "";
        for line in self.message.lines().map(str::trim) {
            write!(f, "{separator}{line}")?;
            separator = "; ";
        }
        Ok(())
    }
}

const NO_WORDS: &str = "(no words)";
const NO_PLACE: &str = "an unknown place";

thread_local! {
    /// The last panic of this thread.
    static LAST: RefCell<Option<PanicReport>> = const { RefCell::new(None) };
}

impl PanicReport {
    /// Lets panics be remembered from now on; they are still written to standard error.
    pub fn remember() {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            LAST.set(Some(PanicReport {
                message: info.payload_as_str().unwrap_or(NO_WORDS).into(),
                place: info
                    .location()
                    .map_or_else(|| NO_PLACE.into(), ToString::to_string),
            }));
            tell(info);
        }));
    }

    /// The panic of which this is the payload. One that was resumed, such as that of a
    /// thread that was joined, says its words again, and not its place.
    #[must_use]
    pub fn of(payload: &(dyn Any + Send)) -> PanicReport {
        let text = payload.downcast_ref::<&str>().copied();
        let words = text.or_else(|| payload.downcast_ref().map(String::as_str));
        let words = words.unwrap_or(NO_WORDS);
        let last = LAST.take().filter(|last| last.message == words);
        last.unwrap_or_else(|| PanicReport {
            message: words.into(),
            place: NO_PLACE.into(),
        })
    }

    /// Tells the parent.
    pub(super) fn send(&self, to: &Wire) {
        let bytes = for_message(self).expect("two strings can be pickled");
        // A parent that is gone has no use for it.
        let _ = to.send_within(&bytes, &[], Patience::None);
    }

    /// Hears of it, from a child that has ended.
    pub(super) fn receive(from: &Wire) -> Option<PanicReport> {
        match from.receive_within(Patience::None) {
            Ok(Received::Message(Message { bytes, .. })) => from_message(&bytes).ok(),
            _ => None,
        }
    }
}
