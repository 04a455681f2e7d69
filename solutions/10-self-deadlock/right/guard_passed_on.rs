//! The guard is handed on. A function that asks to see one cannot be called without
//! the lock, and takes none itself: the compiler checks it.

use super::locks::guard::{Guard, hold};
use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// Two accounts, and the lock for both.
#[derive(Debug)]
pub struct Ledger {
    lock: Lock,
    accounts: [AtomicU32; 2],
}

impl Ledger {
    /// Two accounts with so much in each.
    pub fn new(balances: [u32; 2]) -> Ledger {
        let accounts = balances.map(AtomicU32::new);
        name(&accounts[0], "cash");
        name(&accounts[1], "bank");
        let lock = Lock::new();
        Ledger { lock, accounts }
    }

    /// Reads an account, for who can show the guard.
    fn read(&self, _held: &Guard<'_, Lock>, of: usize) -> u32 {
        self.accounts[of].load(SeqCst)
    }

    /// Changes an account, for who can show the guard.
    fn change(&self, held: &Guard<'_, Lock>, of: usize, change: impl Fn(u32) -> u32) {
        let seen = self.read(held, of);
        self.accounts[of].store(change(seen), SeqCst);
    }

    /// How much there is in an account.
    pub fn balance(&self, of: usize) -> u32 {
        let guard = hold(&self.lock);
        self.read(&guard, of)
    }

    /// Puts an amount into an account.
    pub fn deposit(&self, to: usize, amount: u32) {
        let guard = hold(&self.lock);
        self.change(&guard, to, |seen| seen + amount);
    }

    /// Takes an amount out of an account.
    pub fn withdraw(&self, from: usize, amount: u32) {
        let guard = hold(&self.lock);
        self.change(&guard, from, |seen| seen - amount);
    }

    /// Moves an amount from one account to another.
    pub fn transfer(&self, from: usize, to: usize, amount: u32) {
        let guard = hold(&self.lock);
        self.change(&guard, from, |seen| seen - amount);
        self.change(&guard, to, |seen| seen + amount);
    }

    /// How much there is in both accounts.
    pub fn total(&self) -> u32 {
        let guard = hold(&self.lock);
        self.read(&guard, 0) + self.read(&guard, 1)
    }
}
