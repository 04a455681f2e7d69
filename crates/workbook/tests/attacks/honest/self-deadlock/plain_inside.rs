//! A plain lock, and inner functions that take none.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

#[derive(Debug)]
pub struct Ledger {
    lock: Lock,
    accounts: [AtomicU32; 2],
}

impl Ledger {
    pub fn new(balances: [u32; 2]) -> Ledger {
        let [cash, bank] = balances.map(AtomicU32::new);
        name(&cash, "cash");
        name(&bank, "bank");
        Ledger {
            lock: Lock::new(),
            accounts: [cash, bank],
        }
    }

    fn change(&self, account: usize, f: impl Fn(u32) -> u32) {
        let seen = self.accounts[account].load(SeqCst);
        self.accounts[account].store(f(seen), SeqCst);
    }

    pub fn balance(&self, of: usize) -> u32 {
        let _guard = hold(&self.lock);
        self.accounts[of].load(SeqCst)
    }

    pub fn deposit(&self, to: usize, amount: u32) {
        let _guard = hold(&self.lock);
        self.change(to, |seen| seen + amount);
    }

    pub fn withdraw(&self, from: usize, amount: u32) {
        let _guard = hold(&self.lock);
        self.change(from, |seen| seen - amount);
    }

    pub fn transfer(&self, from: usize, to: usize, amount: u32) {
        let _guard = hold(&self.lock);
        self.change(from, |seen| seen - amount);
        self.change(to, |seen| seen + amount);
    }

    pub fn total(&self) -> u32 {
        let _guard = hold(&self.lock);
        self.accounts
            .iter()
            .map(|account| account.load(SeqCst))
            .sum()
    }
}
