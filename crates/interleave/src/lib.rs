//! One source, three worlds; exploring every schedule.
//!
//! A program on shared state is written once, against a module `sync` that
//! every world has with the same names: [`real::sync`] is the standard library,
#![cfg_attr(
    feature = "model",
    doc = "[`loom::sync`] and [`shuttle::sync`] are instrumented for the two checkers."
)]
//! [`worlds!`] compiles the source once for each. An explorer then runs a body
//! of it in one world, again and again, and returns a [`Report`]: the set of
//! outcomes, each with the number of executions that reached it and one
//! [`Witness`].
//!
//! # Words
//!
//! - A *process* is what `thread::spawn` starts. A *step* is one operation of a
//!   process on a shared object. An *execution* is one run of the body; an
//!   *interleaving* is the order of its steps.
//! - Two steps of different processes are *independent* if swapping them cannot
//!   be seen. Executions that differ by such swaps form a *Mazurkiewicz trace*.
//! - A [`Schedule`] is an interleaving as a short string, such as `ABBA`.
//! - A report is *exhaustive* if nothing that the model has was left out, and
//!   *bounded* otherwise. A bounded report proves nothing.
//!
//! # What is not seen
//!
//! Only operations through the facade are seen. Code that uses `std::sync`
//! inside a model runs, and is never interleaved there:
//! [`Report::operations`] is how a check notices.
//!
//! A loop that calls `spin_loop` or `yield_now` and goes round without a change waits
//! until something that it looked at has changed. If it could also end by itself, after
//! so many rounds, this is noticed, and makes the report bounded, only where nobody else
//! can go on; elsewhere its giving up is not explored. Nobody wakes for no reason, unless [`Limits`] says how often.

mod graph;
#[cfg(feature = "model")]
mod linearize;
#[cfg(feature = "model")]
pub mod loom;
#[cfg(feature = "model")]
mod model;
mod outcome;
pub mod real;
mod report;
mod schedule;
#[cfg(feature = "model")]
pub mod shuttle;
mod source;
mod step;
mod witness;
mod worlds;

pub use graph::{Edge, Node, Point, StateGraph};
pub use outcome::{Outcome, Panic, Wait, WaitsOn, circle, panic_message};
pub use report::{Coverage, Limits, Model, Reached, Report};
pub use schedule::{Schedule, ScheduleError};
pub use step::{Action, Effect, Kind, Object, Place, Process, Step, Value};
pub use witness::{Mark, Row, Witness};
