//! A barrier, seen from a client.

use std::time::Duration;

use crate::error::Patience;
use crate::objects::barrier::{BarrierCall, Passed};
use crate::proxy::{Proxy, proxy_type};
use crate::{ProxyError, Transport};

proxy_type! {
    /// A barrier that lies in a server: nobody goes on before all parties have come.
    ///
    /// It *breaks* when a party gives up or dies while it waits, or when somebody says so.
    /// Then everybody gets an error, until it is reset.
    pub struct BarrierProxy[]: "Barrier"
}

impl<C: Transport> BarrierProxy<C> {
    // ANCHOR: wait
    /// Waits until all have come. Returns as which one the caller came, from 0 on. One
    /// call.
    ///
    /// # Synchronization
    ///
    /// What each party did before it came happens before any of them goes on.
    ///
    /// # Errors
    ///
    /// [`Refused::BrokenBarrier`](crate::Refused::BrokenBarrier) if it is broken, or breaks
    /// meanwhile; [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn wait(&self) -> Result<u32, ProxyError> {
        Ok(self.come(None, false)?.index)
    }

    /// As [`wait`](Self::wait), but waits no longer than this. When the time is over, the
    /// barrier breaks.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_for(&self, time: Duration) -> Result<u32, ProxyError> {
        Ok(self.come(Some(time), false)?.index)
    }

    /// As [`wait`](Self::wait). If the caller comes last, it does this first, before
    /// anybody goes on, and says in a second call that it is done. If it panics or dies
    /// instead, the barrier breaks.
    ///
    /// What it does must not wait at the barrier.
    ///
    /// # Synchronization
    ///
    /// As [`wait`](Self::wait); and what is done happens before any party goes on.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_with(&self, action: impl FnOnce()) -> Result<u32, ProxyError> {
        let Passed { index, act } = self.come(None, true)?;
        if act {
            let mut breaks = Breaks {
                proxy: &self.proxy,
                done: false,
            };
            action();
            breaks.done = true;
            self.proxy.call::<_, ()>(&BarrierCall::Acted)?;
        }
        Ok(index)
    }
    // ANCHOR_END: wait

    #[track_caller]
    fn come(&self, patience: Patience, acts: bool) -> Result<Passed, ProxyError> {
        self.proxy.call(&BarrierCall::Wait { patience, acts })
    }

    /// Breaks it: who waits, and who comes, gets an error. One call.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn abort(&self) -> Result<(), ProxyError> {
        self.proxy.call(&BarrierCall::Abort)
    }

    /// Makes it whole again. Who waits gets an error. One call.
    ///
    /// # Errors
    ///
    /// As [`abort`](Self::abort).
    #[track_caller]
    pub fn reset(&self) -> Result<(), ProxyError> {
        self.proxy.call(&BarrierCall::Reset)
    }

    /// For how many it is. One call.
    ///
    /// # Errors
    ///
    /// As [`abort`](Self::abort).
    #[track_caller]
    pub fn parties(&self) -> Result<u32, ProxyError> {
        self.proxy.call(&BarrierCall::Parties)
    }

    /// How many have come and wait for the rest. The answer may be old before it is read.
    /// One call.
    ///
    /// # Errors
    ///
    /// As [`abort`](Self::abort).
    #[track_caller]
    pub fn n_waiting(&self) -> Result<usize, ProxyError> {
        self.proxy.call(&BarrierCall::Waiting)
    }

    /// Whether it is broken. The answer may be old before it is read. One call.
    ///
    /// # Errors
    ///
    /// As [`abort`](Self::abort).
    #[track_caller]
    pub fn is_broken(&self) -> Result<bool, ProxyError> {
        self.proxy.call(&BarrierCall::IsBroken)
    }
}

/// Breaks a barrier when it is dropped before it is done.
struct Breaks<'a, C: Transport> {
    proxy: &'a Proxy<C>,
    done: bool,
}

impl<C: Transport> Drop for Breaks<'_, C> {
    #[track_caller]
    fn drop(&mut self) {
        if !self.done {
            // The caller panics already; and with the server its barriers are gone.
            let _: Result<(), ProxyError> = self.proxy.call(&BarrierCall::Abort);
        }
    }
}
