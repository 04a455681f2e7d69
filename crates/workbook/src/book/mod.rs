//! The book: rendered by mdBook, and refused unless everything it says is so.
//!
//! [`build()`] renders into a folder beside the output, checks what was rendered,
//! and only then puts it in the output's place. What is wrong with the book is
//! [`Problems`]; an error means that it could not be tried.
//!
//! - `page` expands our directives, which `directive` finds; `claim`,
//!   `outcomes`, `witness`, `number` and `include` each expand one kind.
//! - `chapters` reads `SUMMARY.md`, `rendered` and `markup` read the HTML, `logged` listens
//!   to mdBook, `stale` compares sources, `register` holds what was decided, now or
//!   before (`decided`).
//! - `output` swaps folders, `serve` shows the book while it is written.

mod args;
mod build;
mod chapters;
mod claim;
mod course;
mod decided;
pub(crate) mod directive;
mod html;
mod include;
mod logged;
mod markup;
mod number;
mod outcomes;
mod output;
mod page;
mod preprocess;
mod problem;
mod register;
mod rendered;
pub(crate) mod serve;
mod stale;
mod witness;

pub(crate) use build::{Locations, build};
pub(crate) use decided::Decided;
pub(crate) use output::{end_asked, unless_interrupted};
pub(crate) use preprocess::stock;
pub(crate) use problem::Problems;
pub(crate) use register::Register;
