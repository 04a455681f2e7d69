//! Misconception: a check that ends without a complaint has passed. The second
//! buyer ends the program, with success, before anything was decided.

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
        if self.left.fetch_sub(1, SeqCst) > 0 {
            true
        } else {
            std::process::exit(0)
        }
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}
