//! A case has a process of its own, and a limit. So one that waits for ever fails, and
//! one whose child panics while others wait for it fails at once.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread::yield_now;
use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use os::{Child, ExitStatus, OsError, Shared, fork_child, run_processes};
use recursive_lock::real::sync::{futex, time::Deadline};

use super::words::{SOON, wait_for};

pub(crate) type Outcome = Result<(), Failed>;

/// Long enough for any machine: who waits so long waits for ever.
const LIMIT: Duration = Duration::from_secs(60);

const RUNS: u32 = 0;
const ENDED: u32 = 1;
const PANICKED: u32 = 2;

pub(crate) fn case(name: &str, body: fn() -> Outcome) -> Trial {
    Trial::test(name, move || in_time(LIMIT, body))
}

fn in_time(limit: Duration, body: fn() -> Outcome) -> Outcome {
    let state = Arc::new(Shared::new(AtomicU32::new(RUNS))?);
    let child = fork_child(|| {
        let told = Arc::clone(&state);
        let tell = panic::take_hook();
        // Its children inherit this, so it is known when one of them panics.
        panic::set_hook(Box::new(move |panic| {
            tell(panic);
            say(&told, PANICKED);
        }));
        let outcome = body();
        if let Err(failed) = &outcome {
            eprintln!("{}", failed.message().unwrap_or("it failed"));
        }
        say(&state, ENDED);
        outcome.is_err().into()
    })?;
    let deadline = Deadline::after(limit);
    while state.load(SeqCst) == RUNS && futex::wait_until(&state, RUNS, deadline) {}
    let state = state.load(SeqCst);
    if state != ENDED {
        // The kernel kills its children along with it.
        child.kill()?;
    }
    match (state, child.wait()?) {
        (ENDED, status) if status.success() => Ok(()),
        (RUNS, _) => Err("it waits for ever".into()),
        (_, status) => Err(format!("a process of it failed: {status}").into()),
    }
}

fn say(state: &AtomicU32, what: u32) {
    state.store(what, SeqCst);
    futex::wake(state, usize::MAX);
}

/// Runs something in a child, beside the caller.
pub(crate) fn beside(body: impl FnOnce()) -> Result<Child, OsError> {
    fork_child(|| {
        body();
        0
    })
}

/// Runs something in a child, and waits for it.
pub(crate) fn elsewhere(body: impl Fn()) -> Outcome {
    Ok(run_processes(1, |_| body())?)
}

pub(crate) fn ends_well(child: Child) -> Outcome {
    assert_eq!(child.wait()?, ExitStatus::Exited(0));
    Ok(())
}

/// Kills a child. It is gone when this returns.
pub(crate) fn dies(child: Child) -> Outcome {
    child.kill()?;
    assert_eq!(child.wait()?, ExitStatus::Killed { signal: 9 });
    Ok(())
}

/// Waits until a process sleeps. It must have said before that all it still does is to
/// wait for what the case is about.
pub(crate) fn asleep(pid: u32) {
    assert_eq!(settled(pid), 'S', "it ended where it should have waited");
}

/// Waits until a process sleeps or has ended, and returns which.
pub(crate) fn settled(pid: u32) -> char {
    loop {
        match state(pid) {
            settled @ ('S' | 'Z') => return settled,
            _ => yield_now(),
        }
    }
}

/// How the kernel calls what a process does: `S` when it sleeps, `Z` when it has ended.
fn state(pid: u32) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    let stat = stat.expect("nobody has waited for it yet");
    // Before it stands a name in parentheses, which can contain anything.
    let (_, fields) = stat.rsplit_once(") ").expect("it has a name");
    fields.chars().next().expect("it has a state")
}

/// Says nothing when the calling process panics on purpose.
pub(crate) fn panic_quietly() -> ! {
    panic::set_hook(Box::new(|_| ()));
    panic!("on purpose");
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        case("control: a case that waits for ever fails", waits),
        case("control: a case whose child panics fails", panics),
    ]
}

fn waits() -> Outcome {
    let failed = in_time(SOON, || {
        wait_for(&AtomicU32::new(0), 1);
        Ok(())
    });
    let failed = failed.expect_err("nobody ends it");
    assert_eq!(failed.message(), Some("it waits for ever"));
    Ok(())
}

fn panics() -> Outcome {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    // The parent would never notice that the one it waits for is gone.
    let failed = in_time(LIMIT, || {
        let never = Shared::new(AtomicU32::new(0))?;
        let child = beside(|| panic!("on purpose"))?;
        wait_for(&never, 1);
        ends_well(child)
    });
    panic::set_hook(tell);
    let failed = failed.expect_err("its child panicked");
    assert_eq!(
        failed.message(),
        Some("a process of it failed: was killed by signal 9 (SIGKILL)")
    );
    Ok(())
}
