//! Numbers that a check draws: for a value to start from, say.

use serde::{Deserialize, Serialize};

/// Numbers that a check may draw, the same for the same seed: a value to start from, say.
/// A grader has a seed that no student knows, so that no answer can be made for the
/// numbers of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed(pub u64);

impl Seed {
    /// The seed of `cargo test` and of the command line.
    pub const HOME: Seed = Seed(0);

    /// A number from this range, for this purpose.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    #[must_use]
    pub fn number(self, purpose: &str, range: std::ops::Range<u32>) -> u32 {
        assert!(!range.is_empty(), "there is no number in {range:?}");
        let seed = self.0.to_string();
        let digest = crate::digest([(purpose, seed.as_str())]);
        // 32 of its bits: the range is far smaller, so no number is much likelier.
        let drawn = u64::from_str_radix(&digest[..8], 16).unwrap_or_default();
        let width = u64::from(range.end - range.start);
        range.start + u32::try_from(drawn % width).unwrap_or_default()
    }
}
