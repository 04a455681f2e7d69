//! A lock that is generic over what is inside.

use std::fmt;

use super::sync::{Mutex, name};

pub struct Counter {
    value: Guarded<u32>,
}

struct Guarded<T> {
    inside: Mutex<T>,
}

impl<T> Guarded<T> {
    fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let mut guard = self.inside.lock().unwrap();
        f(&mut guard)
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counter").finish_non_exhaustive()
    }
}

impl Counter {
    pub fn new(start: u32) -> Counter {
        let inside = Mutex::new(start);
        name(&inside, "counter");
        Counter {
            value: Guarded { inside },
        }
    }

    pub fn increment(&self) {
        self.value.with(|value| *value += 1);
    }

    pub fn get(&self) -> u32 {
        self.value.with(|value| *value)
    }
}
