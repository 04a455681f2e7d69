//! What a program that was built for this system needs besides itself.

use std::path::{Path, PathBuf};

/// Where a system keeps the libraries of its C compiler.
const FOLDERS: [&str; 8] = [
    "/lib/x86_64-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/lib64",
    "/usr/lib64",
    "/lib",
    "/usr/lib",
];

/// What Rust's standard library is linked to, and what loads it.
const LIBRARIES: [&str; 10] = [
    "ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1",
    "ld-musl-x86_64.so.1",
    "ld-musl-aarch64.so.1",
    "libc.so.6",
    "libm.so.6",
    "libgcc_s.so.1",
    "libdl.so.2",
    "libpthread.so.0",
    "librt.so.1",
];

/// Where the loader finds libraries, and where random numbers come from.
const FILES: [&str; 2] = ["/etc/ld.so.cache", "/dev/urandom"];

/// The files that any Rust program needs besides itself, for [`Job::runnable`]: the
/// loader with its cache, the C library with its parts, `libgcc_s` (a panic unwinds by
/// it), and `/dev/urandom`. Only what is there; files one by one, so that a job does not
/// get all programs of `/lib` with them. `/dev/null` need not be named.
///
/// A compiler needs more: its own folder, and [`any_linker`].
///
/// [`Job::runnable`]: crate::Job::runnable
#[must_use]
pub fn any_program() -> Vec<PathBuf> {
    let folders = FOLDERS.iter().map(Path::new);
    let libraries = folders.flat_map(|folder| LIBRARIES.iter().map(move |name| folder.join(name)));
    let all = libraries.chain(FILES.iter().map(PathBuf::from));
    all.filter(|path| path.exists()).collect()
}

/// Where a linker and what it runs, reads and links to may stand.
const LINKER: [&str; 8] = [
    "/bin",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/libexec",
    "/lib",
    "/lib64",
    // On Debian `cc` is a name of a name there.
    "/etc/alternatives",
];

/// The folders of `cc`, `ld` and their libraries, for [`Job::runnable`]: what `rustc`
/// needs besides its own folder and [`any_program`] to link a program. Only what is there.
/// `PATH` has to name `/usr/bin` then, and `TMPDIR` a folder that may be written.
///
/// [`Job::runnable`]: crate::Job::runnable
#[must_use]
pub fn any_linker() -> Vec<PathBuf> {
    let all = LINKER.iter().map(PathBuf::from);
    all.filter(|path| path.exists()).collect()
}
