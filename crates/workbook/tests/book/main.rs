//! The book's builder, server and preprocessor, as they are called: the program
//! is run on small copies of the workbook, with one thing wrong in each.
//!
//! Every copy is built from the register of the program itself, so that the
//! tests stay right as chapters are added.

mod directives;
mod failures;
mod mini;
mod output;
mod serving;
mod stock;
mod theme;
