//! The server, as a state machine: a request goes in, and answers come out.
//!
//! It knows neither sockets nor threads nor clocks, so that the same code answers real
//! processes and those of a model. Reading order: `object` (what an object must do),
//! `entry` (where it lies, and who counts it), `kinds` (what can be made), `turn` (what an
//! object may do while it is called), `state` and `dispatch`.

mod dispatch;
mod entry;
mod kinds;
mod object;
mod state;
mod turn;

pub(crate) use dispatch::Did;
pub use dispatch::{Answer, Deadline, Dispatch};
pub(crate) use entry::{Reference, Stored};
pub use kinds::Kinds;
pub(crate) use object::{Object, Then, Why, answer, hand_over, handed, wait};
pub(crate) use turn::Turn;
