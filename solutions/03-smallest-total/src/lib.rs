//! The solution of exercise 3: the schedule that loses most.
//!
//! The file is `answer.rs`.

pub mod answer;

/// The name and text of the answer, as it was compiled.
pub const SOURCES: &[(&str, &str)] = &[("answer.rs", include_str!("answer.rs"))];
