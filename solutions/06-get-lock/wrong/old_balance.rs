//! Misconception: once the balance is known, the lock has done its work. What was
//! read under the lock is old as soon as the lock is given back.

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
        let balance = {
            let _guard = hold(account.get_lock());
            account.get()
        };
        if balance < amount {
            return false;
        }
        let _guard = hold(account.get_lock());
        account.set(balance - amount);
        true
    }
}
