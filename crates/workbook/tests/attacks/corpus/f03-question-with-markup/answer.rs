//! A property.

use super::counter::{Counter, Question};

/// It is true of every counter.
pub const PROPERTY: &[Question] = &[Question {
    name: "=1+1</td><script>alert(1)</script>\u{1b}[2J\n# Passed\n```",
    program: |counter| counter.get(),
    allowed: &[10],
}];
