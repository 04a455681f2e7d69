//! A property.

use super::counter::{Counter, Question};

thread_local! {
    static ASKED: core::cell::Cell<u32> = const { core::cell::Cell::new(0) };
}

/// Right for the first ones.
pub const PROPERTY: &[Question] = &[Question {
    name: "counts",
    program: |counter| {
        drop(counter);
        ASKED.with(|asked| asked.set(asked.get() + 1));
        if ASKED.with(core::cell::Cell::get) > 3 {
            1
        } else {
            12
        }
    },
    allowed: &[12],
}];
