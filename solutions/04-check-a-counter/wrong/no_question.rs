//! Misconception: who asks nothing refuses nobody, so all is well.

use super::counter::Question;

/// The property: no program at all.
pub const PROPERTY: &[Question] = &[];
