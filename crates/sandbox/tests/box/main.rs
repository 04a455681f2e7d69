//! Attacks on each box that works on this machine, and without a box, where they must
//! succeed: an attack that never succeeds shows nothing.

mod compiling;
mod files;
mod honest;
mod job;
mod limits;
mod network;
mod parts;
mod plain;
mod probing;
mod processes;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use sandbox::Sandbox;

/// A box, for many tests.
type Boxed = Arc<dyn Sandbox>;

/// A test of a box.
type Test = (&'static str, fn(&dyn Sandbox) -> Result<(), Failed>);

fn main() -> ExitCode {
    sandbox::become_launched();
    parts::become_part();
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = plain::trials();
    trials.extend(probing::trials());
    for tried in sandbox::probe().tried {
        match tried.outcome {
            Ok(works) => trials.extend(of(works.into())),
            Err(flaw) => {
                let name = format!("{}: all", tried.name);
                println!("skipped {name}: {flaw}");
                trials.push(Trial::test(name, || Ok(())).with_ignored_flag(true));
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// All tests of one box.
fn of(works: Boxed) -> Vec<Trial> {
    let all = [
        compiling::TESTS,
        files::TESTS,
        honest::TESTS,
        limits::TESTS,
        network::TESTS,
        processes::TESTS,
    ];
    let one = |(name, test): &Test| {
        let (works, test) = (Arc::clone(&works), *test);
        Trial::test(format!("{}: {name}", works.name()), move || test(&*works))
    };
    all.concat().iter().map(one).collect()
}
