//! A result that is still to come.

use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use os::Patience;

use super::error::PoolError;
use super::gather::Gathered;
use super::link::Link;

/// The result of a job that goes on beside the caller.
///
/// Nothing arrives by itself: the parent has one thread, and that is the caller's. Results
/// are read, and callbacks called, when this process waits for a result of the same pool,
/// asks about one, or joins the pool.
#[must_use = "an error that nobody asks for is never seen"]
pub struct AsyncResult<O> {
    link: Rc<Link>,
    job: Rc<dyn Gathered<O>>,
}

impl<O: 'static> AsyncResult<O> {
    pub(super) fn new(link: Rc<Link>, job: Rc<dyn Gathered<O>>) -> Self {
        AsyncResult { link, job }
    }

    /// Waits for the result.
    ///
    /// # Errors
    ///
    /// The error of the first task that has one, in the order of the items; an error of the
    /// pool, such as [`PoolError::Terminated`].
    pub fn get(self) -> Result<O, PoolError> {
        let job = &self.job;
        self.link
            .wait_until(|| job.is_finished(), Patience::Endless)?;
        job.take()
    }

    /// As [`get`](AsyncResult::get), but waits no longer than this. Asked again, an error is
    /// told again.
    ///
    /// # Errors
    ///
    /// As [`get`](AsyncResult::get); [`PoolError::TimedOut`]; [`PoolError::ResultTaken`]
    /// when it has returned the result before.
    pub fn get_for(&mut self, time: Duration) -> Result<O, PoolError> {
        if self.wait_for(time)? {
            self.job.take()
        } else {
            Err(PoolError::TimedOut)
        }
    }

    /// Waits no longer than this for the result, and returns whether it is there.
    ///
    /// # Errors
    ///
    /// [`PoolError::WrongProcess`].
    pub fn wait_for(&self, time: Duration) -> Result<bool, PoolError> {
        let job = &self.job;
        self.link
            .wait_until(|| job.is_finished(), Patience::after(time))
    }

    /// Whether the result is there, or an error in its place.
    ///
    /// # Errors
    ///
    /// [`PoolError::WrongProcess`].
    pub fn is_ready(&self) -> Result<bool, PoolError> {
        self.wait_for(Duration::ZERO)
    }

    /// Whether it ended well; nothing while it has not ended.
    ///
    /// # Errors
    ///
    /// [`PoolError::WrongProcess`].
    pub fn is_success(&self) -> Result<Option<bool>, PoolError> {
        self.is_ready()?;
        Ok(self.job.is_success())
    }

    /// Calls this with the result when it is there: once, in this process, and no earlier
    /// than the type's own words say. A panic in it reaches whoever waits.
    pub fn on_result(self, call: impl FnOnce(&O) + 'static) -> Self {
        self.job.tell(Some(Box::new(call)), None);
        self
    }

    /// Calls this with the error when there will be no result; otherwise as
    /// [`on_result`](AsyncResult::on_result).
    pub fn on_error(self, call: impl FnOnce(&PoolError) + 'static) -> Self {
        self.job.tell(None, Some(Box::new(call)));
        self
    }
}

impl<O> fmt::Debug for AsyncResult<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncResult")
            .field("success", &self.job.is_success())
            .finish_non_exhaustive()
    }
}
