//! What a call through a proxy costs: ours, CPython's, and the bare calls of the
//! system, all in one run.
//!
//! What counts is the ratio of two that were measured in the same round: the times are
//! this machine's, and of this moment.
//!
//! No library of benchmarks makes this table. It measures closures in one process; here
//! each measurement starts processes of its own, and CPython is one of the contenders. They
//! take turns, so that what else the machine does falls on all of them. And every
//! measurement is checked: a lost item or a wrong result ends the run.

#[cfg(target_os = "linux")]
mod linux;

fn main() -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    linux::main()?;
    Ok(())
}
