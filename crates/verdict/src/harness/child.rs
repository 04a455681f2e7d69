//! The child: hears what is asked, runs the check, and leaves the record.

use std::fs;
use std::io::{Read, Write};
use std::process::ExitCode;

use super::asked::Asked;
use super::seed::Seed;
use crate::check::Check;

/// The child: hears what is asked, runs the check, and leaves the record.
pub(super) fn child(check: impl FnOnce(Seed) -> Check) -> ExitCode {
    let told = || -> std::io::Result<()> {
        let mut asked = Vec::new();
        std::io::stdin().read_to_end(&mut asked)?;
        let Asked { nonce, seed } = serde_json::from_slice(&asked)?;
        let mut private = private_output()?;
        let certificate = check(seed).run();
        let record = serde_json::to_string(&certificate)?;
        // A line of its own, whatever stands before it.
        private.write_all(format!("\n{nonce}{record}\n").as_bytes())?;
        private.flush()
    };
    match told() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the check cannot hear or answer its parent: {error}");
            ExitCode::from(2)
        }
    }
}

/// The standard output, moved to where only the caller finds it.
#[cfg(unix)]
pub(super) fn private_output() -> std::io::Result<impl Write> {
    use std::os::fd::AsFd;
    let private = std::io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(std::io::stderr())?;
    Ok(fs::File::from(private))
}

/// The standard output. Where it cannot be moved, the record is a line among others.
#[cfg(not(unix))]
pub(super) fn private_output() -> std::io::Result<impl Write> {
    Ok(std::io::stdout())
}
