//! Both ends in one number of eight bytes, which is written and read in one step:
//! there is no half of it to see.

use super::synchronized::raw_value::RawValue;

/// A span.
#[derive(Debug)]
pub struct Span {
    ends: RawValue<i64>,
}

impl Span {
    /// A span from here to there.
    pub fn new(low: i32, high: i32) -> Span {
        Span {
            ends: RawValue::new(both(low, high)).named("ends"),
        }
    }

    /// Moves the span: from now on it goes from here to there.
    pub fn put(&self, low: i32, high: i32) {
        self.ends.set(both(low, high));
    }

    /// Where the span is: its first and its last number.
    pub fn look(&self) -> (i32, i32) {
        let both = self.ends.get();
        ((both >> 32) as i32, both as i32)
    }
}

/// The first number in the upper half, the last one in the lower.
fn both(low: i32, high: i32) -> i64 {
    i64::from(low) << 32 | i64::from(high.cast_unsigned())
}
