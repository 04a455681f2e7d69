//! The counter is an atomic, and counting is one step. Each worker gets a handle to it.

use super::handles::spaces::Handle;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// The counter.
pub type Counter = Handle<AtomicU32>;

/// What the parent hands to the initializer of each worker.
pub type InitArgs = Counter;

/// The line at the top of the module. It runs when the program starts, and again in each
/// worker that is spawned.
pub fn counter() -> Counter {
    let counter = AtomicU32::new(0);
    name(&counter, "counter");
    Handle::new(counter)
}

/// Runs in the parent, for each worker: the arguments of its initializer.
pub fn initargs(of_parent: &Counter) -> InitArgs {
    of_parent.clone()
}

/// Runs in each worker, before its tasks: the counter that they use. The worker has found
/// one at the top of its module.
pub fn initializer(_of_module: Counter, of_parent: InitArgs) -> Counter {
    of_parent
}

/// A task: it counts itself.
pub fn task(counter: &Counter) {
    counter.fetch_add(1, SeqCst);
}

/// How many tasks were counted. The parent asks.
pub fn total(counter: &Counter) -> u32 {
    counter.load(SeqCst)
}
