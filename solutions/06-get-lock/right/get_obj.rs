//! Under the account's lock, the value is used without taking the lock again.

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
        let money = account.get_obj();
        let covered = money.get() >= amount;
        if covered {
            money.set(money.get() - amount);
        }
        covered
    }
}
