//! A span that moves at once: both numbers are written in one hold of the lock, and
//! both are read in one.

use super::synchronized::structure::Struct;
use ::synchronized::Fields;

/// The two ends of a span.
#[derive(Clone, Copy, Debug, Fields)]
#[fields(from = super::synchronized)]
pub struct Ends {
    /// The first number.
    pub low: i32,
    /// The last number.
    pub high: i32,
}

/// A span.
#[derive(Debug)]
pub struct Span {
    ends: Struct<Ends>,
}

impl Span {
    /// A span from here to there.
    pub fn new(low: i32, high: i32) -> Span {
        Span {
            ends: Struct::new(Ends { low, high }),
        }
    }

    /// Moves the span: from now on it goes from here to there.
    pub fn put(&self, low: i32, high: i32) {
        self.ends.assign(Ends { low, high });
    }

    /// Where the span is: its first and its last number.
    pub fn look(&self) -> (i32, i32) {
        let Ends { low, high } = self.ends.copy();
        (low, high)
    }
}
