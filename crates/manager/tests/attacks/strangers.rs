//! Who does not have the key gets a hello and at most a refusal, and changes nothing.

use std::io::Write;
use std::net::Shutdown;
use std::time::{Duration, Instant};

use handles::live::AuthKey;
use libtest_mimic::Trial;
use manager::Makes;
use manager::live::{Client, HandshakeError, Limits, ManagerError};
use rand::{Rng, RngCore, SeedableRng};
use rand_pcg::Pcg64;
use rustix::process::{Uid, geteuid};
use rustix::thread::set_thread_uid;

use super::case::{Outcome, case};
use super::raw::{MARK, PART, frame, good_handshake, refusal};
use super::server::Server;
use super::watch::{memory, until_descriptors};

/// What may come of a stranger's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sees {
    /// A hello, and the end.
    Hello,
    /// A hello, a refusal, and the end.
    Refusal,
}

/// Sends these bytes and says that no more will come; looks at all that is answered.
fn stranger(server: &Server, bytes: &[u8]) -> Result<Sees, libtest_mimic::Failed> {
    let mut peer = server.silent()?;
    let hello = peer.receive()?;
    assert_eq!(hello.len(), MARK.len() + PART);
    assert!(hello.starts_with(MARK));
    // It may be refused before it has sent all.
    let _ = peer.0.write_all(bytes);
    let _ = peer.0.shutdown(Shutdown::Write);
    let rest = peer.rest()?;
    match &rest[..] {
        [] => Ok(Sees::Hello),
        rest if *rest == frame(&refusal()) => Ok(Sees::Refusal),
        _ => Err(format!("a stranger was told {rest:?}").into()),
    }
}

/// Runs this against a server that has a list, and looks at that and at the server's
/// descriptors afterwards.
fn unharmed(run: impl Fn(&Server) -> Outcome) -> Outcome {
    let limits = Limits {
        handshake: Duration::from_millis(300),
        ..Limits::default()
    };
    let server = Server::with(limits)?;
    let list = server.manager.list([1, 2, 3])?;
    run(&server)?;
    assert_eq!(list.to_vec()?, [1, 2, 3]);
    until_descriptors(server.pid, server.descriptors)
}

fn another_key(server: &Server) -> Outcome {
    let wrong = AuthKey::random()?;
    let refused = Client::connect(server.address(), &wrong).unwrap_err();
    let ManagerError::Handshake(HandshakeError::DigestRejected) = refused else {
        return Err(refused.into());
    };
    let mut peer = server.silent()?;
    let hello = peer.receive()?;
    peer.send(&good_handshake(wrong.as_bytes(), &hello, &[1; PART]).0)?;
    assert_eq!(peer.rest()?, frame(&refusal()));
    // The control: with the right key it is let in.
    server.open()?;
    Ok(())
}

/// They connect and say nothing, or not all. Others are served meanwhile.
fn silence(server: &Server) -> Outcome {
    let begin = Instant::now();
    let mut silent = server.silent()?;
    let mut no_opening = super::raw::Peer::known(server.address(), &server.key)?;
    let mut slow = server.silent()?;
    let hello = slow.receive()?;
    let answer = frame(&good_handshake(server.key.as_bytes(), &hello, &[1; PART]).0);

    let value = server.manager.value(0)?;
    let mut served = 0;
    // The last byte is never sent.
    for byte in &answer[..answer.len() - 1] {
        value.fetch_add(1)?;
        served += 1;
        slow.0.write_all(&[*byte])?;
    }
    while !silent.has_something()? || silent.receive().is_ok() {
        value.fetch_add(1)?;
        served += 1;
    }
    let took = begin.elapsed();
    assert!(took >= Duration::from_millis(300), "{took:?}");
    assert!(no_opening.rest()?.is_empty());
    assert!(slow.rest()?.is_empty());
    assert_eq!(value.get()?, served);
    Ok(())
}

/// A good handshake, word by word, once more.
fn replay(server: &Server) -> Outcome {
    let mut good = server.silent()?;
    let hello = good.receive()?;
    let (answer, welcome) = good_handshake(server.key.as_bytes(), &hello, &[1; PART]);
    assert_eq!(good.ask(&answer)?, welcome);
    assert_eq!(stranger(server, &frame(&answer))?, Sees::Refusal);
    // On the connection that it was made for it is good for nothing any more either.
    good.send(&answer)?;
    assert!(good.rest()?.is_empty());
    Ok(())
}

/// What the server sent, sent back; on the same connection, and on another one.
fn reflection(server: &Server) -> Outcome {
    let mut one = server.silent()?;
    let hello = one.receive()?;
    one.send(&hello)?;
    assert_eq!(one.rest()?, frame(&refusal()));

    let mut one = server.silent()?;
    let hello = one.receive()?;
    let nonce = &hello[MARK.len()..];
    one.send(&[&hello, nonce].concat())?;
    assert_eq!(one.rest()?, frame(&refusal()));

    let mut good = server.silent()?;
    let hello = good.receive()?;
    let (answer, welcome) = good_handshake(server.key.as_bytes(), &hello, &[1; PART]);
    assert_eq!(good.ask(&answer)?, welcome);
    // The server's own digest, as if a client had made it.
    let reflected = [&answer[..MARK.len() + PART], &welcome[MARK.len()..]].concat();
    assert_eq!(stranger(server, &frame(&reflected))?, Sees::Refusal);
    Ok(())
}

/// An answer that would be right, cut off at each byte, and changed in each byte.
fn mutilation(server: &Server) -> Outcome {
    let length = MARK.len() + 2 * PART;
    let changed = |place: usize, by: u8| -> Outcome {
        let mut peer = server.silent()?;
        let hello = peer.receive()?;
        let mut answer = good_handshake(server.key.as_bytes(), &hello, &[1; PART]).0;
        answer[place] ^= by;
        peer.send(&answer)?;
        assert_eq!(peer.rest()?, frame(&refusal()), "byte {place}");
        Ok(())
    };
    (0..length).try_for_each(|place| changed(place, 1 << (place % 8)))?;
    for sent in 0..length + 4 {
        let mut peer = server.silent()?;
        let hello = peer.receive()?;
        let answer = good_handshake(server.key.as_bytes(), &hello, &[1; PART]).0;
        peer.0.write_all(&frame(&answer)[..sent])?;
        peer.0.shutdown(Shutdown::Write)?;
        assert!(peer.rest()?.is_empty(), "after {sent} bytes");
        // The same as a whole frame: too short.
        if sent < length {
            let short = frame(&answer[..sent]);
            assert_eq!(stranger(server, &short)?, Sees::Refusal, "{sent} bytes");
        }
    }
    Ok(())
}

/// A frame that says it is longer than may be is refused before it comes.
fn too_long(server: &Server) -> Outcome {
    let before = memory(server.pid);
    for length in [MARK.len() as u32 + 2 * PART as u32 + 1, 1 << 24, u32::MAX] {
        let mut peer = server.silent()?;
        peer.receive()?;
        peer.0.write_all(&length.to_le_bytes())?;
        // Nobody says that no more will come.
        assert_eq!(peer.rest()?, frame(&refusal()), "{length}");

        let mut peer = server.open()?;
        let length = length.max(Limits::default().message + 1);
        peer.0.write_all(&length.to_le_bytes())?;
        assert!(peer.rest()?.is_empty(), "{length}");
    }
    let grown = memory(server.pid).saturating_sub(before);
    assert!(grown < 8 << 20, "{grown} bytes");
    Ok(())
}

fn random_bytes(server: &Server) -> Outcome {
    let mut dice = Pcg64::seed_from_u64(1);
    for round in 0..500 {
        let mut bytes = vec![0; dice.gen_range(0..300)];
        dice.fill_bytes(&mut bytes);
        if round % 2 == 0 {
            bytes = frame(&bytes);
        }
        let sees = stranger(server, &bytes)?;
        if round % 2 == 0 {
            assert_eq!(sees, Sees::Refusal, "round {round}");
        }
    }
    Ok(())
}

/// A process of another user, for whom the socket's rights were opened by mistake.
fn another_user(server: &Server) -> Outcome {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let manager::live::Address::Unix(path) = server.address() else {
        return Err("it is a Unix socket".into());
    };
    let knocks = || {
        let body = || {
            set_thread_uid(Uid::from_raw(65_534)).expect("root may");
            match server.silent() {
                Err(_) => 1,
                Ok(mut peer) => match peer.rest() {
                    Ok(rest) if rest.is_empty() => 2,
                    _ => 3,
                },
            }
        };
        Ok::<_, libtest_mimic::Failed>(os::fork_child(body)?.wait()?.to_string())
    };
    assert_eq!(knocks()?, "exited with code 1", "it cannot even connect");
    let folder = path.parent().ok_or("it is in a folder")?;
    set_permissions(folder, Permissions::from_mode(0o755))?;
    set_permissions(path, Permissions::from_mode(0o666))?;
    assert_eq!(knocks()?, "exited with code 2", "it is told nothing");
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    let refused = |name: &str, run: fn(&Server) -> Outcome| case(name, move || unharmed(run));
    let is_root = geteuid().is_root();
    vec![
        refused("another key is refused", another_key),
        refused("who says nothing is closed in time", silence),
        refused("a recorded handshake is refused", replay),
        refused("a reflected handshake is refused", reflection),
        refused("a mutilated handshake is refused", mutilation),
        refused("a frame that is too long is refused at once", too_long),
        refused("random bytes are refused", random_bytes),
        // Only root can become somebody else.
        refused("another user is told nothing", another_user).with_ignored_flag(!is_root),
        case("control: one byte of the hello is missed", || {
            let server = Server::start()?;
            let mut peer = server.silent()?;
            let hello = peer.receive()?;
            let (_, welcome) = good_handshake(server.key.as_bytes(), &hello, &[1; PART]);
            let (answer, _) = good_handshake(server.key.as_bytes(), &hello[1..], &[1; PART]);
            peer.send(&answer)?;
            assert_ne!(peer.rest()?, frame(&welcome));
            Ok(())
        }),
    ]
}
