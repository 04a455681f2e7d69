//! Misconception: the check is locked and the sale is locked, so the whole is.
//! Two locks that do not know of each other keep nobody out in between.

use super::sync::atomic::{AtomicI32, Ordering::SeqCst};
use super::sync::{Mutex, name};

/// Tickets for sale.
#[derive(Debug)]
pub struct Tickets {
    left: AtomicI32,
    checking: Mutex<()>,
    selling: Mutex<()>,
}

impl Tickets {
    /// So many tickets.
    pub fn new(tickets: i32) -> Tickets {
        let left = AtomicI32::new(tickets);
        name(&left, "left");
        let checking = Mutex::new(());
        name(&checking, "checking");
        let selling = Mutex::new(());
        name(&selling, "selling");
        Tickets {
            left,
            checking,
            selling,
        }
    }

    fn available(&self) -> bool {
        let _guard = self.checking.lock().unwrap();
        self.left.load(SeqCst) > 0
    }

    fn sell(&self) {
        let _guard = self.selling.lock().unwrap();
        self.left.fetch_sub(1, SeqCst);
    }

    /// Sells one, if one is left. Returns whether it did.
    pub fn buy(&self) -> bool {
        let available = self.available();
        if available {
            self.sell();
        }
        available
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}
