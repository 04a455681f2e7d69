//! Stopping: what is being checked is checked to its end, and nothing is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use anyhow::Context;

use crate::book::end_asked;

/// A flag that is set when somebody asks this program to end. Who asks twice ends it at
/// once.
///
/// # Errors
///
/// If the system does not tell us.
///
/// # Synchronization
///
/// Call it once, in a program that does not mean to go on after that.
pub(crate) fn when_asked() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot wait for Ctrl-C")?;
    std::thread::Builder::new()
        .name("stop".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                end_asked().await;
                asked.store(true, SeqCst);
                anstream::eprintln!(
                    "stopping: what is being checked is checked to its end; \
                     Ctrl-C once more stops at once"
                );
                end_asked().await;
                anstream::eprintln!("stopped; the results so far are kept");
                std::process::exit(2);
            });
        })
        .context("cannot wait for Ctrl-C")?;
    Ok(stop)
}
