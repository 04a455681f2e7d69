//! As the solution, with names of my own.

use super::handles::spaces::Handle;
use super::locks::guard::hold;
use super::synchronized::value::Value as SharedNumber;

pub type Counter = Handle<SharedNumber<u32>>;
pub type InitArgs = Counter;

const START: u32 = 0;

pub fn counter() -> Counter {
    let number = SharedNumber::new(START);
    Handle::new(number.named("counter"))
}

pub fn initargs(of_parent: &Counter) -> InitArgs {
    Handle::clone(of_parent)
}

pub fn initializer(of_module: Counter, of_parent: InitArgs) -> Counter {
    drop(of_module);
    of_parent
}

pub fn task(counter: &Counter) {
    let guard = hold(counter.get_lock());
    let seen = counter.get();
    counter.set(seen + 1);
    drop(guard);
}

pub fn total(counter: &Counter) -> u32 {
    counter.get()
}
