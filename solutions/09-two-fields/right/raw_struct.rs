//! A bare structure with one lock beside it, which need not be recursive: the
//! accesses take none.

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
    lock: Lock,
}

impl Span {
    /// A span from here to there.
    pub fn new(low: i32, high: i32) -> Span {
        Span {
            ends: RawStruct::new(Ends { low, high }),
            lock: Lock::new(),
        }
    }

    /// Moves the span: from now on it goes from here to there.
    pub fn put(&self, low: i32, high: i32) {
        let _guard = hold(&self.lock);
        self.ends.set_low(low);
        self.ends.set_high(high);
    }

    /// Where the span is: its first and its last number.
    pub fn look(&self) -> (i32, i32) {
        let _guard = hold(&self.lock);
        (self.ends.low(), self.ends.high())
    }
}
