//! Misconception: if somebody came between, the ticket is gone. The other buyer
//! may have taken another one: the check has to be made again.

use super::sync::atomic::{AtomicI32, Ordering::SeqCst};
use super::sync::name;

/// Tickets for sale.
#[derive(Debug)]
pub struct Tickets {
    left: AtomicI32,
}

impl Tickets {
    /// So many tickets.
    pub fn new(tickets: i32) -> Tickets {
        let left = AtomicI32::new(tickets);
        name(&left, "left");
        Tickets { left }
    }

    /// Sells one, if one is left. Returns whether it did.
    pub fn buy(&self) -> bool {
        let seen = self.left.load(SeqCst);
        seen > 0
            && self
                .left
                .compare_exchange(seen, seen - 1, SeqCst, SeqCst)
                .is_ok()
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}
