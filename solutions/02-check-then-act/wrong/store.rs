//! Misconception: checking the result of the subtraction instead of the sale
//! helps. The number is worked out from an old value and stored over the sale of
//! the other buyer.

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
        let after = self.left.load(SeqCst) - 1;
        if after < 0 {
            return false;
        }
        self.left.store(after, SeqCst);
        true
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}
