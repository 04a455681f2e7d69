//! The bank's lock keeps its own clerks in order, and the account's keeps out
//! everybody. Everyone who takes both takes them in this order.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::value::Value;

/// A bank.
#[derive(Debug, Default)]
pub struct Bank {
    lock: Lock,
}

impl Bank {
    /// A bank.
    pub fn new() -> Bank {
        Bank {
            lock: Lock::new().named("bank"),
        }
    }

    /// Pays this much out, if the account has it. Returns whether it did.
    pub fn pay_out(&self, account: &Value<i32>, amount: i32) -> bool {
        let _clerk = hold(&self.lock);
        let _guard = hold(account.get_lock());
        let balance = account.get();
        if balance < amount {
            return false;
        }
        account.set(balance - amount);
        true
    }
}
