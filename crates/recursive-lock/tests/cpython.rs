//! What CPython asks of its own locks, semaphores, conditions, events and barriers, asked
//! of ours in real processes; and what it does not ask: death, strangers, storms.
//!
//! A case has the name of CPython's test (`Lib/test/_test_multiprocessing.py`, 3.11 to
//! 3.14), and the same meaning. A line above each says what is different here. The rest
//! is named by what it asks, and a control by what must fail.
//!
//! Left out:
//!
//! - `test_repr_lock`, `test_repr_rlock`, `_TestEvent.test_repr`: `Debug` prints the words
//!   of the type, and no process has a name.
//! - `_TestBarrier.test_default_timeout`: a barrier has no deadline of its own. Each call
//!   brings one, as `test_timeout` does.
//! - The half of `test_wait_result` that sends SIGINT: Python makes an exception of the
//!   signal, and here nothing does.
//! - The threads that some cases use beside processes: fork needs a program with one
//!   thread. There are more processes instead.
//! - The halves that go through a manager.

#[cfg(target_os = "linux")]
mod cpython {
    mod barrier;
    mod case;
    mod condition;
    mod death;
    mod event;
    mod lock;
    mod semaphore;
    mod words;

    use libtest_mimic::Arguments;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = [
            case::trials(),
            lock::trials(),
            semaphore::trials(),
            condition::trials(),
            event::trials(),
            barrier::trials(),
            death::trials(),
        ];
        libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    cpython::main();
}
