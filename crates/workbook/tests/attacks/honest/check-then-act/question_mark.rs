//! A function that returns a `Result`, and `?`.

use std::{error::Error, fmt};

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
        self.try_buy().is_ok()
    }

    fn try_buy(&self) -> Result<i32, SoldOut> {
        let step = |left: i32| if left > 0 { Some(left - 1) } else { None };
        let before = self
            .left
            .fetch_update(SeqCst, SeqCst, step)
            .map_err(|_| SoldOut)?;
        Ok(before)
    }

    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}

#[derive(Debug)]
struct SoldOut;

impl fmt::Display for SoldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no tickets are left")
    }
}

impl Error for SoldOut {}
