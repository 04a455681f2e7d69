//! Panics inside a model are outcomes, so they are caught and kept quiet.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::execution;
use crate::outcome::Panic;
use crate::step::{Place, Process};

thread_local! {
    /// The place of the last panic on this thread, as the hook saw it.
    static LAST: RefCell<Option<Place>> = const { RefCell::new(None) };
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

fn bit(process: Process) -> u32 {
    1 << process.index()
}

/// Runs the body of a process. A panic ends the process, not the exploration.
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
            let panic = Panic {
                process: me,
                message: message(&*payload),
                place: LAST.take(),
            };
            (Err(payload), Some(panic))
        }
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic whose payload is not a string".to_owned())
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
                UNWINDING.set(UNWINDING.get() | bit(process));
                LAST.set(info.location().map(|location| Place {
                    file: location.file().to_owned().into(),
                    line: location.line(),
                }));
            } else {
                before(info);
            }
        }));
    });
}
