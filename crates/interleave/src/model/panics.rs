//! Panics inside a model are outcomes, so they are caught and kept quiet.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::execution;
use crate::outcome::{Panic, is_data_race, panic_message};
use crate::step::{Place, Process};

thread_local! {
    /// The places of the panics of this execution, as the hook saw them.
    static PLACES: RefCell<Vec<(Process, Place)>> = const { RefCell::new(Vec::new()) };
    /// The processes that unwind, one bit each.
    static UNWINDING: Cell<u32> = const { Cell::new(0) };
}

/// Whether this process is unwinding a panic.
///
/// `std::thread::panicking` speaks of the thread of the operating system, which
/// all processes of a model share: it is true for everyone while one of them
/// unwinds.
pub(crate) fn is_unwinding(me: Process) -> bool {
    std::thread::panicking() && UNWINDING.get() & bit(me) != 0
}

/// Notes that this process runs on: what it panicked with, it caught. Nothing is known
/// while another one unwinds.
pub(crate) fn runs_on(me: Process) {
    if UNWINDING.get() != 0 && !std::thread::panicking() {
        UNWINDING.set(UNWINDING.get() & !bit(me));
    }
}

/// Notes that this process unwinds, where no hook is called.
pub(crate) fn unwinds(me: Process) {
    UNWINDING.set(UNWINDING.get() | bit(me));
}

/// Forgets the panics of the last execution.
pub(crate) fn forget() {
    UNWINDING.set(0);
    PLACES.with_borrow_mut(Vec::clear);
}

/// The place of the last panic of this process.
fn place(me: Process) -> Option<Place> {
    PLACES.with_borrow_mut(|places| {
        let at = places.iter().rposition(|(process, _)| *process == me)?;
        Some(places.swap_remove(at).1)
    })
}

fn bit(process: Process) -> u32 {
    1 << process.index()
}

/// Runs the body of a process. A panic ends the process, not the exploration.
///
/// # Panics
///
/// If the checker itself panicked: that ends the exploration.
pub(crate) fn catch<T>(
    me: Process,
    body: impl FnOnce() -> T,
) -> (Result<T, Box<dyn Any + Send>>, Option<Panic>) {
    let result = panic::catch_unwind(AssertUnwindSafe(body));
    UNWINDING.set(UNWINDING.get() & !bit(me));
    match result {
        Ok(value) => (Ok(value), None),
        // Ours, not the program's: the execution is given up.
        Err(payload) if execution::with(|execution| execution.is_abandoned()) => {
            (Err(payload), None)
        }
        Err(payload) => {
            let (message, place) = (panic_message(&*payload), place(me));
            if is_the_checkers(&message, place.as_ref()) {
                let place = place.map_or_else(String::new, |place| format!(" ({place})"));
                execution::with(|execution| execution.fail(format!("{message}{place}")));
                panic::resume_unwind(payload);
            }
            let panic = Panic {
                process: me,
                message,
                place,
            };
            (Err(payload), Some(panic))
        }
    }
}

/// Whether a panic is that of a checker, not of the program: it comes from loom
/// or from this crate. A data race is reported by a panic of loom's and is the
/// program's.
fn is_the_checkers(message: &str, place: Option<&Place>) -> bool {
    place.is_some_and(|place| {
        let file = place.file.replace('\\', "/");
        file.contains("interleave/src/") || file.contains("/loom-")
    }) && !is_data_race(message)
}

/// Makes panics inside a model silent: they are reported as outcomes. Panics
/// elsewhere go to the hook that was there before.
pub(crate) fn install_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        // shuttle sets a hook of its own at its first execution, once. It is made
        // to do so now, and its hook is dropped: it would print a schedule at
        // every panic of the program, also of code that has no model in it.
        let config = crate::shuttle::config();
        let scheduler = ::shuttle::scheduler::RoundRobinScheduler::new(1);
        ::shuttle::Runner::new(scheduler, config).run(|| ());
        drop(panic::take_hook());
        panic::set_hook(Box::new(move |info| {
            if let Some(process) = execution::current() {
                unwinds(process);
                if let Some(location) = info.location() {
                    let place = Place {
                        file: location.file().to_owned().into(),
                        line: location.line(),
                    };
                    PLACES.with_borrow_mut(|places| places.push((process, place)));
                }
            } else {
                before(info);
            }
        }));
    });
}

/// Raises a panic that came out of an exploration. If the checker itself went
/// wrong it is raised with what the checker said, for inside of an exploration
/// nothing was printed.
pub(crate) fn raise(payload: Box<dyn Any + Send>) -> ! {
    let failure = match execution::current() {
        Some(_) => execution::with(|execution| execution.failure().map(str::to_owned)),
        None => None,
    };
    execution::end();
    match failure {
        Some(why) => panic!("the checker went wrong: {why}"),
        None => panic::resume_unwind(payload),
    }
}
