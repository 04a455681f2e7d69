//! A bank that holds the lock that everybody else holds: the account's.

use super::locks::guard::hold;
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
        let _guard = hold(account.get_lock());
        let balance = account.get();
        if balance < amount {
            return false;
        }
        account.set(balance - amount);
        true
    }
}
