//! Misconception: a check under the lock and a payment under the lock make both
//! safe together. In between another one is paid out the same money.

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
        self.covers(account, amount) && self.take(account, amount)
    }

    fn covers(&self, account: &Value<i32>, amount: i32) -> bool {
        let _guard = hold(account.get_lock());
        account.get() >= amount
    }

    fn take(&self, account: &Value<i32>, amount: i32) -> bool {
        let _guard = hold(account.get_lock());
        account.set(account.get() - amount);
        true
    }
}
