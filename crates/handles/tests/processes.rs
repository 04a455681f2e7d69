//! What CPython asks of its own processes and start methods, asked of ours; and what it
//! does not ask: what is refused, and what is left behind.
//!
//! A case has the name of CPython's test (`Lib/test/_test_multiprocessing.py`, 3.11), and
//! the same meaning; a line above it says what is different here. The rest is named by
//! what it asks, and a control by what must fail. In parentheses stands the start method.
//!
//! Left out:
//!
//! - The keyword arguments of `test_process`: a function here has one argument.
//! - `test_set_get` and `test_child_method`: there is no start method that is set for all.
//! - The halves with the start method forkserver.

#[cfg(target_os = "linux")]
mod processes {
    mod arguments;
    #[path = "../common/case.rs"]
    mod case;
    mod contexts;
    mod ending;
    mod handles;
    mod keys;
    #[path = "../common/left.rs"]
    mod left;
    mod panics;
    mod programs;
    mod refused;
    mod running;
    mod start;

    use ::handles::live::bootstrap;
    use libtest_mimic::Arguments;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        if programs::is_one() {
            return programs::main();
        }
        bootstrap(start::entries());
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = [
            case::controls(),
            start::controls(),
            running::trials(),
            ending::trials(),
            contexts::trials(),
            panics::trials(),
            refused::trials(),
            arguments::trials(),
            handles::trials(),
            keys::trials(),
            programs::trials(),
        ];
        libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    processes::main();
}
