//! A span of numbers, from `low` to `high`, that moves while others look at it.
//!
//! Each of the two numbers is read and written under the lock. Yet there is a schedule
//! in which somebody sees a span that never was.

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
        // TODO(you): let nobody see half of a move.
        self.ends.set_low(low);
        self.ends.set_high(high);
    }

    /// Where the span is: its first and its last number.
    pub fn look(&self) -> (i32, i32) {
        (self.ends.low(), self.ends.high())
    }
}
