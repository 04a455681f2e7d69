//! Misconception: an oversold ticket can be taken back. Both buyers sell, both see
//! that it was one too many, both take theirs back: nobody has the ticket.

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
        if self.left.load(SeqCst) <= 0 {
            return false;
        }
        self.left.fetch_sub(1, SeqCst);
        let oversold = self.left.load(SeqCst) < 0;
        if oversold {
            self.left.fetch_add(1, SeqCst);
        }
        !oversold
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}
