//! A case has a process of its own, and a limit. So one that waits for ever fails, what it
//! does to its process is done to no other case, and what it has started ends with it.

use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use os::{Patience, fork_child};

/// What comes of a case.
pub(crate) type Outcome = Result<(), Failed>;

/// Long enough for any machine: who waits so long waits for ever.
const LIMIT: Duration = Duration::from_secs(60);

/// A trial that runs this. The program must have one thread only: let `main` set
/// `test_threads` to 1.
pub(crate) fn case(name: impl Into<String>, body: impl Fn() -> Outcome + Send + 'static) -> Trial {
    Trial::test(name, move || in_time(LIMIT, &body))
}

fn in_time(limit: Duration, body: &dyn Fn() -> Outcome) -> Outcome {
    let mut child = fork_child(|| {
        let outcome = body();
        if let Err(failed) = &outcome {
            eprintln!("{}", failed.message().unwrap_or("it failed"));
        }
        outcome.is_err().into()
    })?;
    match child.wait_within(Patience::after(limit))? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("its process {status}").into()),
        None => {
            // The kernel kills its children along with it.
            child.kill()?;
            Err("it waits for ever".into())
        }
    }
}

/// Waits until somebody ends this process.
pub(crate) fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

/// What the runner itself must notice.
pub(crate) fn controls() -> Vec<Trial> {
    vec![
        case("control: a case that waits for ever fails", || {
            let soon = Duration::from_millis(20);
            let failed = in_time(soon, &|| wait_for_ever());
            assert_eq!(failed.unwrap_err().message(), Some("it waits for ever"));
            Ok(())
        }),
        case("control: a case that panics fails", || {
            std::panic::set_hook(Box::new(|_| ()));
            let failed = in_time(LIMIT, &|| panic!("on purpose"));
            let words = "its process exited with code 101";
            assert_eq!(failed.unwrap_err().message(), Some(words));
            Ok(())
        }),
    ]
}
