//! One increment under each lock, all of them in one run.
//!
//! What counts is the ratio of two that were measured in the same round: the times are
//! this machine's, and of this moment.
//!
//! No library of benchmarks makes this table. It measures closures in one process; here
//! several real processes contend, and each measurement has processes of its own. The
//! locks take turns, so that what else the machine does falls on all of them. And every
//! measurement is checked: a lock that loses an increment ends the run.

#[cfg(target_os = "linux")]
mod linux;

fn main() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    linux::main()?;
    Ok(())
}
