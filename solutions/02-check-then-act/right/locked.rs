//! Tickets behind a lock: one guard is held over the check and the sale.

use super::sync::{Mutex, name};

/// Tickets for sale.
#[derive(Debug)]
pub struct Tickets {
    left: Mutex<i32>,
}

impl Tickets {
    /// So many tickets.
    pub fn new(tickets: i32) -> Tickets {
        let left = Mutex::new(tickets);
        name(&left, "left");
        Tickets { left }
    }

    /// Sells one, if one is left. Returns whether it did.
    pub fn buy(&self) -> bool {
        let mut left = self.left.lock().unwrap();
        if *left > 0 {
            *left -= 1;
            true
        } else {
            false
        }
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        *self.left.lock().unwrap()
    }
}
