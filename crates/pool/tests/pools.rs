//! What CPython asks of its own pool, asked of ours in real processes, forked and spawned;
//! and what it does not ask: death, take-back, what is left behind.
//!
//! A case has the name of CPython's test (`Lib/test/_test_multiprocessing.py`, 3.11 to
//! 3.14), and the same meaning. A line above each says what is different here. The rest is
//! named by what it asks, and a control by what must fail.
//!
//! Left out:
//!
//! - The halves with functions that are no functions (`test_map_no_failfast` with an
//!   iterator of errors, `test_wrapped_exception` with tracebacks): Rust has no such thing.
//! - `test_resource_warning`: a pool cannot be lost without being dropped.

#[cfg(target_os = "linux")]
mod pools {
    #[path = "../../../handles/tests/common/case.rs"]
    mod case;
    mod cpython;
    mod death;
    mod ending;
    mod handing_out;
    mod left;
    mod refused;
    mod storm;
    mod tasks;

    use libtest_mimic::Arguments;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        handles::live::bootstrap(tasks::all());
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = [
            case::controls(),
            cpython::trials(),
            refused::trials(),
            handing_out::trials(),
            death::trials(),
            ending::trials(),
            storm::trials(),
        ];
        libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    pools::main();
}
