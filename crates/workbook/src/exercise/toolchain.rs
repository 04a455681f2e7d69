//! The compiler that answers are compiled by.
//!
//! It is the one of this toolchain itself and not the shim that finds it: it starts
//! sooner, and in a box there is no home folder in which to look for a toolchain.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use super::libraries::tool;

/// A compiler, and what it needs to run.
#[derive(Clone, Debug)]
pub(crate) struct Toolchain {
    /// The compiler itself.
    pub(crate) rustc: PathBuf,
    /// The folder of all that belongs to it.
    pub(crate) sysroot: PathBuf,
    /// What it says of its version, in full.
    pub(crate) version: String,
    /// Where it finds its linker: folders, as in `PATH`.
    pub(crate) path: OsString,
}

impl Toolchain {
    /// The toolchain that is in force in this folder.
    ///
    /// # Errors
    ///
    /// If there is no compiler, or it does not say where it is.
    pub(crate) fn find(root: &Path) -> anyhow::Result<Toolchain> {
        let ask = |question: &[&str]| -> anyhow::Result<String> {
            let output = Command::new(tool("RUSTC", "rustc"))
                .current_dir(root)
                .args(question)
                .output()
                .context("cannot start rustc; is it installed and on the path?")?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(
                output.status.success(),
                "rustc {} fails:\n\n{}",
                question.join(" "),
                said.trim()
            );
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim());
        let name = format!("rustc{}", std::env::consts::EXE_SUFFIX);
        Ok(Toolchain {
            rustc: sysroot.join("bin").join(name),
            sysroot,
            version: ask(&["-vV"])?,
            path: std::env::var_os("PATH").unwrap_or_default(),
        })
    }

    /// The same, with nothing in it of who is logged in: the linker is the system's.
    pub(crate) fn for_strangers(self) -> Toolchain {
        Toolchain {
            path: "/usr/local/bin:/usr/bin:/bin".into(),
            ..self
        }
    }

    /// What a compiler may read and run.
    pub(crate) fn runnable(&self) -> Vec<PathBuf> {
        let mut all = sandbox::any_program();
        all.push(self.sysroot.clone());
        all.extend(sandbox::any_linker());
        all
    }

    /// What a program that it has compiled may read and run.
    pub(crate) fn for_programs(&self, program: &Path) -> Vec<PathBuf> {
        let mut all = sandbox::any_program();
        all.push(program.to_owned());
        all
    }
}
