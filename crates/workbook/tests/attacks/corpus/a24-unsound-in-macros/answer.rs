//! A hole.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    /// Adds one.
    pub fn increment(&self) {
        let mut it = 1u32;
        if *hole::longer(&mut it) == 1 {
            let seen = self.value.load(SeqCst);
            self.value.store(seen + 1, SeqCst);
        }
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

mod hole {
    const UNIT: &&() = &&();

    macro_rules! make {
        ($a:lifetime $b:lifetime) => {
            fn shorter<$a, $b, T: ?Sized>(_: &$a &$b (), it: &$b mut T) -> &$a mut T {
                it
            }
        };
    }

    make!('a 'b);

    /// The same reference, for as long as you like.
    pub fn longer<'z, T: ?Sized>(it: &mut T) -> &'z mut T {
        let f: fn(_, &mut T) -> &'z mut T = shorter;
        f(UNIT, it)
    }
}
