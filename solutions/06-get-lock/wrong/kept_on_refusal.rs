//! Misconception: who returns early has nothing to give back. Who is refused keeps
//! the lock, and nobody else gets to the account again.

use super::synchronized::value::Value;

/// A bank.
#[derive(Debug, Default)]
pub struct Bank;

impl Bank {
    /// A bank.
    pub fn new() -> Bank {
        Bank
    }

    /// Pays this much out, if the account has it. Returns whether it did.
    pub fn pay_out(&self, account: &Value<i32>, amount: i32) -> bool {
        let lock = account.get_lock();
        lock.acquire();
        let balance = account.get();
        if balance < amount {
            return false;
        }
        account.set(balance - amount);
        lock.release().expect("it was taken above");
        true
    }
}
