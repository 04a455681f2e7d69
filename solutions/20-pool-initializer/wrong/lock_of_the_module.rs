//! Misconception: only what is counted has to be the parent's. The lock stays at the top of
//! the module, and each spawned worker makes its own.

use super::handles::spaces::Handle;
use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// The counter.
pub type Counter = (Handle<RawValue<u32>>, Handle<Lock>);

/// What the parent hands to the initializer of each worker.
pub type InitArgs = Handle<RawValue<u32>>;

/// The line at the top of the module. It runs when the program starts, and again in each
/// worker that is spawned.
pub fn counter() -> Counter {
    let counter = RawValue::new(0).named("counter");
    (Handle::new(counter), Handle::new(Lock::new()))
}

/// Runs in the parent, for each worker: the arguments of its initializer.
pub fn initargs((of_parent, _): &Counter) -> InitArgs {
    of_parent.clone()
}

/// Runs in each worker, before its tasks: the counter that they use. The worker has found
/// one at the top of its module.
pub fn initializer((_, of_module): Counter, of_parent: InitArgs) -> Counter {
    (of_parent, of_module)
}

/// A task: it counts itself.
pub fn task((counter, lock): &Counter) {
    let _guard = hold(&**lock);
    counter.set(counter.get() + 1);
}

/// How many tasks were counted. The parent asks.
pub fn total((counter, _): &Counter) -> u32 {
    counter.get()
}
