//! A guard, a `let else`, a tuple.

use super::locks::guard::hold as lock;
use super::synchronized::value::Value;

#[derive(Debug, Default)]
pub struct Bank;

impl Bank {
    pub fn new() -> Self {
        Self
    }

    pub fn pay_out(&self, account: &Value<i32>, amount: i32) -> bool {
        let guard = lock(account.get_lock());
        let (before, after) = (account.get(), account.get() - amount);
        let Some(after) = Some(after).filter(|_| before >= amount) else {
            return false;
        };
        account.set(after);
        drop(guard);
        true
    }
}
