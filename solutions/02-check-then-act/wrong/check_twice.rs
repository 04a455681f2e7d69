//! Misconception: looking a second time, just before the sale, closes the gap.
//! It makes the gap smaller; both buyers can still look twice before either
//! buys.

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
        if self.left.load(SeqCst) > 0 && self.left.load(SeqCst) > 0 {
            self.left.fetch_sub(1, SeqCst);
            true
        } else {
            false
        }
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}
