//! Tickets that several buyers want at the same time.
//!
//! Each sale is one atomic step, and each buyer looks before buying. Yet there is
//! a schedule in which the same ticket is sold twice.

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
        // TODO(you): sell each ticket once, and every ticket that is wanted.
        if self.left.load(SeqCst) > 0 {
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
