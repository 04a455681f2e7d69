//! What the benchmarks have in common: tables, ratios, what was promised, and the file
//! that the book includes.
//!
//! Each benchmark measures several contenders in turns, in one run, so that what else the
//! machine does falls on all of them. What counts is the ratio of two contenders in the
//! same turn.

mod python;
mod record;
mod requirement;
mod rounds;
mod spread;
mod table;

pub use python::Python;
pub use record::{Record, machine};
pub use requirement::{Requirement, requirements};
pub use rounds::{Contender, Rounds, time};
pub use spread::{NONE, Spread, median, number};
pub use table::Table;
