//! What was promised, and whether it holds.

use crate::spread::{NONE, Spread, median, number};
use crate::table::Table;

/// A promise about a ratio.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// What the record calls the number.
    pub name: &'static str,
    /// The promise in words.
    pub words: String,
    /// What was measured; nothing if a contender is not on this machine.
    pub ratio: Option<Spread>,
    /// Whether a ratio keeps the promise.
    pub is_met: fn(f64) -> bool,
}

impl Requirement {
    /// Whether it is met; nothing if it was not measured.
    #[must_use]
    pub fn met(&self) -> Option<bool> {
        self.ratio.map(|ratio| (self.is_met)(ratio.median))
    }
}

/// Which of the requirements are met.
#[must_use]
pub fn requirements(all: &[Requirement]) -> Table {
    let mut table = Table::new(2, ["requirement", "met", "measured", "middle half"]);
    for requirement in all {
        let met = requirement
            .met()
            .map_or(NONE, |met| if met { "yes" } else { "no" });
        let half = requirement.ratio.map_or(NONE.to_owned(), |ratio| {
            format!("{} to {}", number(ratio.lower, 2), number(ratio.upper, 2))
        });
        let measured = median(requirement.ratio, 2);
        table.push([requirement.words.clone(), met.to_owned(), measured, half]);
    }
    table
}
