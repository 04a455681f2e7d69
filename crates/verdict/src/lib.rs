//! Verdicts: what an exploration decides, and what the decision rests on.
//!
//! A [`Check`] asks a question about a program: are these its only outcomes, can
//! it end so? It runs explorations ([`Part`]s) and, beside them, a *negative
//! control*: a twin known to be bad, which the same question must refute in the
//! same process. The answer is a [`Certificate`], and ends in exactly one
//! [`Verdict`]: verified, refuted, bounded, vacuous or broken. It is never just
//! green.
//!
//! A [`Claim`] is a sentence of the book with its check. An exercise is a check
//! of a student's file, run by [`harness::main`].
//!
//! Where the student's file is a property, it is judged by what it says of several
//! [`Suspect`]s, and the certificate has a [`Score`].

mod certificate;
mod check;
mod claim;
mod classify;
mod closest;
mod explain;
mod explain_plain;
mod facade;
pub mod harness;
mod judge;
mod look;
mod part;

pub use certificate::{
    Certificate, Control, OutcomeCount, PartResult, Score, Tools, Verdict, digest,
};
pub use check::{CannotReplay, Check, Replay};
pub use claim::Claim;
pub use classify::Class;
pub use closest::{CLOSEST, ClosestCall, Moment};
pub use explain::{cannot_replay, explain, explain_closest, explain_in, explain_replay};
pub use explain_plain::{closest_plain, explain_plain, explain_replay_plain, steps_plain};
pub use judge::{Question, Suspect, right, wrong};
pub use look::{Again, Became, Look, Looked};
pub use part::{Exploration, Part, interleavings, loom, replaying, sampled, stress, unreduced};

#[doc(hidden)]
pub use interleave as __interleave;
