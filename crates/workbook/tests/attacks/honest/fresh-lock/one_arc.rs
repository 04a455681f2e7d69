//! One `Arc` round all of it.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::Arc;
use super::synchronized::raw_value::RawValue;

#[derive(Clone, Debug)]
pub struct Countdown(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    left: RawValue<u32>,
    lock: Lock,
}

impl Countdown {
    pub fn new(from: u32) -> Countdown {
        let left = RawValue::new(from).named("left");
        let lock = Lock::new();
        Countdown(Arc::new(Shared { left, lock }))
    }

    pub fn count(&self) {
        let Shared { left, lock } = &*self.0;
        let _guard = hold(lock);
        left.set(left.get() - 1);
    }

    pub fn left(&self) -> u32 {
        self.0.left.get()
    }
}
