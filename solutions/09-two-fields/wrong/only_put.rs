//! Misconception: who only reads needs no lock. The move is whole; the look is two
//! looks, and the move fits in between.

use super::locks::guard::hold;
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
        let _guard = hold(self.ends.get_lock());
        self.ends.set_low(low);
        self.ends.set_high(high);
    }

    /// Where the span is: its first and its last number.
    pub fn look(&self) -> (i32, i32) {
        (self.ends.low(), self.ends.high())
    }
}
