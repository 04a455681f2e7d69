//! A manager's server under fault and attack: its clients are killed in the middle of calls,
//! it is killed itself, strangers knock, and those who have the key send it anything.
//!
//! It must go on serving all others, soon and rightly. What it has acknowledged must not be
//! lost, and memory, descriptors and time must not be spent without bound.
//!
//! The moments at which processes are killed, and all random bytes, are pinned by seeds: as
//! far as a test can pin them, since where a process is at a moment is up to the kernel.

#[cfg(target_os = "linux")]
mod attacks {
    mod audit;
    mod busy;
    #[path = "../../../handles/tests/common/case.rs"]
    mod case;
    mod crowd;
    mod full;
    mod garbage;
    mod greedy;
    mod halves;
    mod heirs;
    mod kills;
    mod master;
    mod raw;
    mod secret;
    mod server;
    mod strangers;
    mod victim;
    mod watch;
    mod way;

    use handles::entries;
    use handles::live::bootstrap;
    use libtest_mimic::Arguments;
    use manager::serves;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        bootstrap(entries![secret::stays].into_iter().chain(serves![]));
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = [
            case::controls(),
            audit::trials(),
            kills::trials(),
            heirs::trials(),
            master::trials(),
            strangers::trials(),
            garbage::trials(),
            crowd::trials(),
            busy::trials(),
            greedy::trials(),
            halves::trials(),
            full::trials(),
            secret::trials(),
        ];
        libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    attacks::main();
}
