//! What is taken and what is not, of folders filled in every way.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode};
use sha2::{Digest, Sha256};

use super::*;

/// What is taken of `src/a.rs`, in a folder that was filled so.
fn taken(fill: impl FnOnce(&Path)) -> Found {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fill(&folder.path().join("src/a.rs"));
    let folder = Folder::open(folder.path()).unwrap();
    folder.take(Path::new("src/a.rs")).unwrap()
}

fn refused(fill: impl FnOnce(&Path)) -> String {
    match taken(fill) {
        Found::Refused(why) => why,
        other => panic!("it is {other:?}"),
    }
}

fn write(bytes: &[u8]) -> Found {
    taken(|path| fs::write(path, bytes).unwrap())
}

#[test]
fn a_text_is_taken_as_it_is() {
    for text in ["fn a() {}\n", "\u{feff}fn a() {}\r\n", ""] {
        let Found::Text { text: got, digest } = write(text.as_bytes()) else {
            panic!("{text:?}");
        };
        assert_eq!(got, text);
        assert_eq!(digest, hex::encode(Sha256::digest(text)));
    }
}

#[test]
fn the_longest_is_taken_and_one_byte_more_is_not() {
    let longest = vec![b' '; usize::try_from(LONGEST).unwrap()];
    assert!(matches!(write(&longest), Found::Text { .. }));
    let longer = [longest, vec![b' ']].concat();
    assert_eq!(
        write(&longer),
        Found::Refused("is longer than 64 KiB".to_owned())
    );
}

#[test]
fn what_is_no_text_is_refused() {
    for bytes in [&b"a\0b"[..], b"\xff", b"\xff\xfef\0n\0", b"caf\xe9"] {
        assert!(matches!(write(bytes), Found::Refused(_)), "{bytes:?}");
    }
}

#[test]
fn no_link_is_followed_at_any_step() {
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("a.rs"), "secret").unwrap();
    // What the links lead to can be read.
    let real = Folder::open(secret.path()).unwrap();
    assert!(matches!(
        real.take(Path::new("a.rs")).unwrap(),
        Found::Text { .. }
    ));
    let to_file = refused(|path| symlink(secret.path().join("a.rs"), path).unwrap());
    assert_eq!(to_file, "is a link");
    let to_nothing = refused(|path| symlink("nowhere", path).unwrap());
    assert_eq!(to_nothing, "is a link");
    let to_folder = refused(|path| {
        let src = path.parent().unwrap();
        fs::remove_dir(src).unwrap();
        symlink(secret.path(), src).unwrap();
    });
    assert_eq!(to_folder, "lies behind the link `src`");
}

#[test]
fn a_fifo_a_socket_and_a_folder_are_refused_without_waiting() {
    let fifo = refused(|path| {
        let made = rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0);
        made.unwrap();
    });
    assert_eq!(fifo, "is a FIFO");
    let socket = refused(|path| drop(std::os::unix::net::UnixListener::bind(path).unwrap()));
    assert_eq!(socket, "is a socket");
    assert_eq!(refused(|path| fs::create_dir(path).unwrap()), "is a folder");
}

#[test]
fn what_is_not_there_is_nothing() {
    assert_eq!(taken(|_| {}), Found::Nothing);
    let file_for_a_folder = taken(|path| {
        let src = path.parent().unwrap();
        fs::remove_dir(src).unwrap();
        fs::write(src, "").unwrap();
    });
    assert_eq!(file_for_a_folder, Found::Nothing);
}

#[test]
fn no_path_leads_out() {
    let outer = tempfile::tempdir().unwrap();
    fs::create_dir(outer.path().join("in")).unwrap();
    fs::write(outer.path().join("a.rs"), "secret").unwrap();
    let folder = Folder::open(&outer.path().join("in")).unwrap();
    for path in ["../a.rs", "/etc/hostname", "", "."] {
        assert_eq!(folder.take(Path::new(path)).unwrap(), Found::Nothing);
    }
}
