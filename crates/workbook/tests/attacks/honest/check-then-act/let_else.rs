//! A loop with `let else`, written out.

use super::sync::atomic::{AtomicI32, Ordering::SeqCst};
use super::sync::name;

#[derive(Debug)]
pub struct Tickets {
    left: AtomicI32,
}

impl Tickets {
    pub fn new(tickets: i32) -> Tickets {
        let left = AtomicI32::new(tickets);
        name(&left, "left");
        Tickets { left }
    }

    pub fn buy(&self) -> bool {
        loop {
            let seen = self.left.load(SeqCst);
            let Some(rest) = one_less(seen) else {
                return false;
            };
            if self
                .left
                .compare_exchange(seen, rest, SeqCst, SeqCst)
                .is_ok()
            {
                return true;
            }
        }
    }

    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}

/// One less, unless there is none.
const fn one_less(seen: i32) -> Option<i32> {
    if seen > 0 { Some(seen - 1) } else { None }
}
