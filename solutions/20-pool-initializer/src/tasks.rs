//! Tasks that all count in the parent's counter: each worker gets a handle to it as an
//! argument of its initializer.

use super::handles::spaces::Handle;
use super::locks::guard::hold;
use super::synchronized::value::Value;

/// The counter.
pub type Counter = Handle<Value<u32>>;

/// What the parent hands to the initializer of each worker.
pub type InitArgs = Counter;

/// The line at the top of the module. It runs when the program starts, and again in each
/// worker that is spawned.
pub fn counter() -> Counter {
    Handle::new(Value::new(0).named("counter"))
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
    let _guard = hold(counter.get_lock());
    counter.set(counter.get() + 1);
}

/// How many tasks were counted. The parent asks.
pub fn total(counter: &Counter) -> u32 {
    counter.get()
}
