//! Tickets that are sold once: the sale succeeds only if what was checked still
//! holds, and else the check is made again.

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
        let mut seen = self.left.load(SeqCst);
        while seen > 0 {
            match self.left.compare_exchange(seen, seen - 1, SeqCst, SeqCst) {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}
