//! What CPython asks of its own queues, asked of ours in real processes; and what it does
//! not ask: death, crowds, sizes, errors.
//!
//! A case has the name of CPython's test (`Lib/test/_test_multiprocessing.py`, 3.11), and
//! the same meaning. A line above each says what is different here. The rest is named by
//! what it asks. All of them run with forked and with spawned processes.
//!
//! Left out: `cancel_join_thread` and what else is about the feeder thread, for there is
//! none; and the halves that go through a manager.

#[cfg(target_os = "linux")]
mod queues {
    #[path = "../common/case.rs"]
    mod case;
    mod cpython;
    mod crowds;
    mod death;
    mod errors;
    mod facts;
    mod sizes;
    mod words;

    use libtest_mimic::Arguments;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        handles::live::bootstrap(
            [
                cpython::entries(),
                crowds::entries(),
                death::entries(),
                errors::entries(),
                facts::entries(),
                sizes::entries(),
            ]
            .into_iter()
            .flatten(),
        );
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = [
            case::controls(),
            cpython::trials(),
            facts::trials(),
            crowds::trials(),
            death::trials(),
            sizes::trials(),
            errors::trials(),
        ];
        libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    queues::main();
}
