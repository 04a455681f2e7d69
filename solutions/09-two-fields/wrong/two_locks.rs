//! Misconception: who moves and who looks each hold a lock, so they keep each other
//! out. It is not the same lock.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_struct::RawStruct;
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
    ends: RawStruct<Ends>,
    moving: Lock,
    looking: Lock,
}

impl Span {
    /// A span from here to there.
    pub fn new(low: i32, high: i32) -> Span {
        Span {
            ends: RawStruct::new(Ends { low, high }),
            moving: Lock::new().named("moving"),
            looking: Lock::new().named("looking"),
        }
    }

    /// Moves the span: from now on it goes from here to there.
    pub fn put(&self, low: i32, high: i32) {
        let _guard = hold(&self.moving);
        self.ends.set_low(low);
        self.ends.set_high(high);
    }

    /// Where the span is: its first and its last number.
    pub fn look(&self) -> (i32, i32) {
        let _guard = hold(&self.looking);
        (self.ends.low(), self.ends.high())
    }
}
