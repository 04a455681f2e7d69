//! A bank that pays out of accounts into which others pay at the same time.
//!
//! The bank has one lock, and holds it from the read to the write. Yet there is a
//! schedule in which a payment into the account is lost.

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
    ///
    /// Others pay into the account; they hold `account.get_lock()` while they do.
    pub fn pay_out(&self, account: &Value<i32>, amount: i32) -> bool {
        // TODO(you): lose nothing that others pay in.
        let _guard = hold(&self.lock);
        let balance = account.get();
        if balance < amount {
            return false;
        }
        account.set(balance - amount);
        true
    }
}
