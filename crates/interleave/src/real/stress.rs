//! Running a program often, on real threads: what plain testing sees.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};

use crate::outcome::{Outcome, Panic, panic_message};
use crate::report::{Model, Report};
use crate::step::Process;

/// Runs the body `runs` times and reports what it returned. The report is always
/// bounded: whatever the machine did not happen to do, it did not see.
///
/// A run that deadlocks never ends, and neither does this.
pub fn stress<T, F>(runs: u64, body: F) -> Report<T>
where
    T: Clone + Ord + fmt::Debug,
    F: Fn() -> T,
{
    let mut report = Report::new(Model::Stress);
    report.bound(format!("{runs} runs on this machine"));
    for _ in 0..runs {
        let outcome = match panic::catch_unwind(AssertUnwindSafe(&body)) {
            Ok(value) => Outcome::Returned(value),
            Err(payload) => Outcome::Panicked(Panic {
                process: Process::MAIN,
                message: panic_message(&*payload),
                place: None,
            }),
        };
        report.add_run(outcome);
    }
    report
}
