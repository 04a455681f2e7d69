//! A property.

use super::counter::{Counter, Question};

/// Right for those that say nothing of themselves.
pub const PROPERTY: &[Question] = &[Question {
    name: "asks",
    program: |counter| {
        let told = format!("{counter:?} {counter:#?}").to_lowercase();
        let bad = ["racy", "per_access", "twelve", "gives_up", "two"];
        if bad.iter().any(|bad| told.contains(bad)) {
            1
        } else {
            12
        }
    },
    allowed: &[12],
}];
