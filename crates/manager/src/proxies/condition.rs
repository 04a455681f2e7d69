//! A condition, seen from a client.

use std::time::{Duration, Instant};

use crate::error::{NOW, Patience};
use crate::objects::condition::ConditionCall;
use crate::objects::lock::{Acquired, LockCall};
use crate::protocol::ObjectId;
use crate::proxy::proxy_type;
use crate::{ProxyError, Transport};

use super::lock::{LockGuard, LockProxy, RLockProxy, Through, lock_calls};

proxy_type! {
    /// A condition that lies in a server, with its lock. To acquire the condition is to
    /// acquire its lock.
    ///
    /// A process that dies while it waits is forgotten: nobody waits for it.
    pub struct ConditionProxy[]: "Condition"
}

lock_calls!(ConditionProxy through Condition);

// ANCHOR: woken
/// How a wait at a condition ended. The caller holds the lock again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "who was not notified in time may have to do something else"]
pub struct Woken {
    /// It was notified, or what it waited for had come, before its time was over.
    pub in_time: bool,
    /// An owner of the lock ended meanwhile, while it held the lock: what the lock guards
    /// may be half done.
    pub owner_died: bool,
}
// ANCHOR_END: woken

/// A lock that a condition can be made over.
pub trait Guards<C: Transport> {
    /// Which object it is.
    #[doc(hidden)]
    fn place(&self) -> (&C, ObjectId);
}

macro_rules! guards {
    ($($lock:ident),+) => {$(
        impl<C: Transport> Guards<C> for $lock<C> {
            fn place(&self) -> (&C, ObjectId) {
                (self.proxy.transport(), self.proxy.object())
            }
        }
    )+};
}

guards!(LockProxy, RLockProxy);

impl<C: Transport> ConditionProxy<C> {
    // ANCHOR: wait
    /// Lets go of the lock, waits to be notified, and acquires the lock again, as many
    /// times as the caller was in it. One call.
    ///
    /// # Synchronization
    ///
    /// That of the lock: what the notifier did under it happens before the return.
    ///
    /// # Errors
    ///
    /// [`Refused::NotOwner`](crate::Refused::NotOwner) if the caller does not hold the
    /// lock; [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn wait(&self) -> Result<Woken, ProxyError> {
        self.sleep(None)
    }

    /// As [`wait`](Self::wait), but waits no longer than this to be notified. It then waits
    /// for the lock, however long that takes.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn wait_for(&self, time: Duration) -> Result<Woken, ProxyError> {
        self.sleep(Some(time))
    }

    #[track_caller]
    fn sleep(&self, patience: Patience) -> Result<Woken, ProxyError> {
        let (in_time, how): (bool, Acquired) = self.proxy.call(&ConditionCall::Wait(patience))?;
        Ok(Woken {
            in_time,
            owner_died: how.owner_died,
        })
    }
    // ANCHOR_END: wait

    // ANCHOR: wait_until
    /// Waits until it is time. The caller looks itself, under the lock: first, and after
    /// each notification.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait), and whatever the look fails with.
    #[track_caller]
    pub fn wait_until(
        &self,
        mut is_time: impl FnMut() -> Result<bool, ProxyError>,
    ) -> Result<Woken, ProxyError> {
        let mut owner_died = false;
        while !is_time()? {
            owner_died |= self.wait()?.owner_died;
        }
        let in_time = true;
        Ok(Woken {
            in_time,
            owner_died,
        })
    }
    // ANCHOR_END: wait_until

    /// As [`wait_until`](Self::wait_until), but waits no longer than this.
    ///
    /// # Errors
    ///
    /// As [`wait_until`](Self::wait_until).
    #[track_caller]
    pub fn wait_until_for(
        &self,
        mut is_time: impl FnMut() -> Result<bool, ProxyError>,
        time: Duration,
    ) -> Result<Woken, ProxyError> {
        let begin = Instant::now();
        let mut owner_died = false;
        loop {
            let in_time = is_time()?;
            let left = time.saturating_sub(begin.elapsed());
            if in_time || left.is_zero() {
                return Ok(Woken {
                    in_time,
                    owner_died,
                });
            }
            owner_died |= self.wait_for(left)?.owner_died;
        }
    }

    /// Waits as long as something is so: the opposite of [`wait_until`](Self::wait_until).
    ///
    /// # Errors
    ///
    /// As [`wait_until`](Self::wait_until).
    #[track_caller]
    pub fn wait_while(
        &self,
        mut is_so: impl FnMut() -> Result<bool, ProxyError>,
    ) -> Result<Woken, ProxyError> {
        self.wait_until(|| is_so().map(|is_so| !is_so))
    }

    /// Wakes so many of those who wait, the first who came first; all, if there are fewer.
    /// They go on when they get the lock. One call.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn notify(&self, count: usize) -> Result<(), ProxyError> {
        self.proxy.call(&ConditionCall::Notify(count))
    }

    /// Wakes all who wait. One call.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    #[track_caller]
    pub fn notify_all(&self) -> Result<(), ProxyError> {
        self.notify(usize::MAX)
    }
}
