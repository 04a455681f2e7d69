//! Misconception: the account has a lock, so nothing is left to do. Its lock is
//! given back between the read and the write.

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
        let balance = account.get();
        if balance < amount {
            return false;
        }
        account.set(balance - amount);
        true
    }
}
