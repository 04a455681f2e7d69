//! What no repository can hold: links, pipes, odd names, large files, old ones.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::corpus::{folder_of, root};

/// Does with a handed in answer what its attack asks for: `at` is the folder of the
/// exercise in the student's, and `file` the answer in it.
pub(crate) fn build(what: &str, at: &Path, file: &Path) {
    let solution = || root().join("solutions").join(folder_of("lost-update"));
    match what {
        "link_to_the_solution" => link(&solution().join("src/counter.rs"), file),
        "link_to_a_secret" => link(Path::new("/etc/passwd"), file),
        "link_to_nowhere" => link(Path::new("nowhere.rs"), file),
        "linked_folder" => {
            let src = file.parent().expect("a folder");
            fs::remove_dir_all(src).expect("a folder to remove");
            symlink(solution().join("src"), src).expect("a link");
        }
        "pipe" => {
            remove(file);
            let pipe = rustix::fs::mkfifoat(rustix::fs::CWD, file, rustix::fs::Mode::RUSR);
            pipe.expect("a pipe");
        }
        "socket" => {
            // Its path may have 108 bytes, and that of the class be longer.
            let short = tempfile::tempdir().expect("a folder");
            let place = short.path().join("s");
            drop(UnixListener::bind(&place).expect("a socket"));
            remove(file);
            if fs::rename(&place, file).is_err() {
                // On another disk there is no renaming: a folder is refused as well.
                fs::create_dir(file).expect("a folder");
            }
        }
        "old_file" => {
            let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_836_800);
            let file = File::options().append(true).open(file).expect("a file");
            file.set_modified(old).expect("a time");
        }
        "huge_file" => File::create(file)
            .and_then(|file| file.set_len(100 << 20))
            .expect("a file"),
        "just_too_long" => {
            let text = fs::read_to_string(solution().join("src/counter.rs")).expect("a text");
            let missing = (64 << 10) + 1 - text.len();
            let comment = format!("//{}\n", "x".repeat(missing - 3));
            fs::write(file, text + &comment).expect("a file");
        }
        "not_utf_8" => fs::write(file, b"//! \xff\xfe\n").expect("a file"),
        "byte_order_mark" => change(file, |text| format!("\u{feff}{text}")),
        "nul_in_a_comment" => change(file, |text| format!("{text}// \0\n")),
        "carriage_returns" => change(file, |text| text.replace('\n', "\r\n")),
        "folder" => {
            remove(file);
            fs::create_dir(file).expect("a folder");
            fs::write(file.join("mod.rs"), "//! A module.\n").expect("a file");
        }
        "nothing" => remove(file),
        "empty" => fs::write(file, "").expect("a file"),
        "odd_names" => {
            for name in [
                &b"\xff\xfe.rs"[..],
                b"=cmd|' C calc'!A0",
                b"two\nlines",
                b"<script>alert(1)<",
                b"\x1b[2J",
                b"a\xe2\x80\xaeb",
                b" ",
            ] {
                fs::write(at.join(OsStr::from_bytes(name)), "x").expect("a file");
            }
        }
        "many_files" => {
            let mut deep = at.to_owned();
            for _ in 0..100 {
                deep.push("deep");
            }
            fs::create_dir_all(&deep).expect("folders");
            for n in 0..3000 {
                fs::write(at.join(format!("file-{n}.txt")), "").expect("a file");
            }
        }
        other => panic!("there is no builder {other}"),
    }
}

/// Removes an answer, if there is one.
fn remove(file: &Path) {
    if file.exists() {
        fs::remove_file(file).expect("a file to remove");
    }
}

fn link(to: &Path, file: &Path) {
    remove(file);
    symlink(to, file).expect("a link");
}

fn change(file: &Path, how: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(file).expect("a text");
    let mut file = File::create(file).expect("a file");
    file.write_all(how(text).as_bytes()).expect("a text");
}
