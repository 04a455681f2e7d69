//! A property.

use super::counter::{Counter, Question};

/// Nobody lives to see it.
pub const PROPERTY: &[Question] = &[Question {
    name: "waits",
    program: |counter| {
        let mut n = 1u64;
        while n != 0 {
            n = std::hint::black_box(n | 1);
        }
        counter.get()
    },
    allowed: &[12],
}];
