//! Misconception: two numbers with a lock each are a span with a lock. Each number is
//! whole, and the pair is not.

use super::synchronized::value::Value;

/// A span.
#[derive(Debug)]
pub struct Span {
    low: Value<i32>,
    high: Value<i32>,
}

impl Span {
    /// A span from here to there.
    pub fn new(low: i32, high: i32) -> Span {
        Span {
            low: Value::new(low).named("low"),
            high: Value::new(high).named("high"),
        }
    }

    /// Moves the span: from now on it goes from here to there.
    pub fn put(&self, low: i32, high: i32) {
        self.low.set(low);
        self.high.set(high);
    }

    /// Where the span is: its first and its last number.
    pub fn look(&self) -> (i32, i32) {
        (self.low.get(), self.high.get())
    }
}
