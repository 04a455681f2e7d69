//! Tasks that run in the workers of a pool, and count themselves.
//!
//! The counter stands at the top of the module, and each task holds its lock from the
//! read to the write. If workers are forked, that is right. If they are spawned, there is
//! no error, and the parent counts nothing.

use super::handles::spaces::Handle;
use super::locks::guard::hold;
use super::synchronized::value::Value;

/// The counter.
pub type Counter = Handle<Value<u32>>;

/// What the parent hands to the initializer of each worker.
pub type InitArgs = ();

/// The line at the top of the module. It runs when the program starts, and again in each
/// worker that is spawned.
pub fn counter() -> Counter {
    Handle::new(Value::new(0).named("counter"))
}

/// Runs in the parent, for each worker: the arguments of its initializer.
pub fn initargs(_of_parent: &Counter) -> InitArgs {
    // TODO(you): let the tasks of a spawned worker count, too.
}

/// Runs in each worker, before its tasks: the counter that they use. The worker has found
/// one at the top of its module.
pub fn initializer(of_module: Counter, (): InitArgs) -> Counter {
    of_module
}

/// A task: it counts itself.
pub fn task(counter: &Counter) {
    let _guard = hold(counter.get_lock());
    counter.set(counter.get() + 1);
}

/// How many tasks were counted. The parent asks.
pub fn total(counter: &Counter) -> u32 {
    counter.get()
}
