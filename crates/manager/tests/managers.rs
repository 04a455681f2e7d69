//! What CPython asks of its own managers, asked of ours with real processes, forked and
//! spawned; and what it does not ask: proxies on their way, counted references, owners that
//! die, servers and parents that are killed.
//!
//! A case has the name of CPython's test (`Lib/test/_test_multiprocessing.py`, 3.11), and
//! the same meaning. A line above each says what is different here. The rest is named by
//! what it asks, and a control by what must fail. Whatever a case is about, neither a
//! process nor a descriptor nor a folder may be left of it.
//!
//! Left out:
//!
//! - `TestSyncManagerTypes.test_pool`: a server has no pool. A pool's items may hold
//!   proxies instead, and that is asked.
//! - The counters of `_TestCondition.check_invariant`: CPython has them only without a
//!   manager.
//! - `baz` of `_TestMyManager`, an iterator: the methods of a registered type return values.

#[cfg(target_os = "linux")]
mod managers {
    mod barriers;
    #[path = "../../../handles/tests/common/case.rs"]
    mod case;
    mod conditions;
    mod containers;
    mod counting;
    mod ends;
    mod killed;
    #[path = "../../../handles/tests/common/left.rs"]
    mod left;
    mod locks;
    mod owners;
    mod registered;
    mod remote;
    mod travelling;
    mod types;
    mod words;

    use libtest_mimic::Arguments;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        handles::live::bootstrap(
            [
                barriers::entries(),
                conditions::entries(),
                counting::entries(),
                ends::entries(),
                killed::entries(),
                locks::entries(),
                owners::entries(),
                registered::entries(),
                remote::entries(),
                travelling::entries(),
                types::entries(),
            ]
            .into_iter()
            .flatten(),
        );
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = [
            case::controls(),
            words::controls(),
            locks::trials(),
            owners::trials(),
            conditions::trials(),
            barriers::trials(),
            containers::trials(),
            types::trials(),
            registered::trials(),
            remote::trials(),
            travelling::trials(),
            counting::trials(),
            ends::trials(),
            killed::trials(),
        ];
        libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    managers::main();
}
