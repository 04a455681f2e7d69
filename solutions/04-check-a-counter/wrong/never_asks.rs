//! Misconception: what must be is enough, and nobody has to look. The program never
//! uses the counter.

use super::counter::Question;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "3 processes, 2 increments each",
    program: |_counter| 10 + 3 * 2,
    allowed: &[16],
}];
