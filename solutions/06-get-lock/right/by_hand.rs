//! The lock is taken and given back by hand: on the way out with the money, and on
//! the way out without.

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
        let covered = balance >= amount;
        if covered {
            account.set(balance - amount);
        }
        lock.release().expect("it was taken above");
        covered
    }
}
