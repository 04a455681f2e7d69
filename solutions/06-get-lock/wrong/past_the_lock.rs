//! Misconception: `get_obj` gives the account without the others. It gives it
//! without the lock, and the others come in as before.

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
        let money = account.get_obj();
        let balance = money.get();
        if balance < amount {
            return false;
        }
        money.set(balance - amount);
        true
    }
}
