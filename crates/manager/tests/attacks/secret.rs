//! The key is shown nowhere.

use std::fmt::Debug;
use std::fs;

use handles::StartMethod;
use handles::live::{AuthKey, Context};
use libtest_mimic::{Failed, Trial};
use manager::live::{Client, Limits, Manager, Service};
use manager::server::Kinds;
use manager::{Makes, ProxyError};

use super::case::{Outcome, case, wait_for_ever};

/// A key whose bytes are text, so that it can be found in any form.
const KEY: &[u8] = b"zoology-monk-jolly-lemon-mojo-zoom";

/// Where the key is shown in these bytes.
fn shown(bytes: &[u8]) -> Option<&'static str> {
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    // A part of it is as bad.
    let parts = || KEY.windows(8);
    let hex = |part: &[u8]| {
        part.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let list = |part: &[u8]| {
        let list = format!("{part:?}");
        list.trim_matches(['[', ']']).to_owned()
    };
    let forms = [
        ("as it is", parts().any(has)),
        ("in hex", parts().any(|part| has(hex(part).as_bytes()))),
        (
            "in capital hex",
            parts().any(|part| has(hex(part).to_uppercase().as_bytes())),
        ),
        ("as a list", parts().any(|part| has(list(part).as_bytes()))),
    ];
    forms
        .into_iter()
        .find(|(_, is_so)| *is_so)
        .map(|(form, _)| form)
}

fn hidden(what: &str, text: impl AsRef<[u8]>) -> Outcome {
    match shown(text.as_ref()) {
        None => Ok(()),
        Some(form) => Err(format!("the key is shown {form} in {what}").into()),
    }
}

fn in_debug(what: &str, it: &dyn Debug) -> Outcome {
    hidden(what, format!("{it:?}"))?;
    hidden(what, format!("{it:#?}"))
}

fn in_process(pid: u32) -> Outcome {
    for file in ["cmdline", "environ", "comm", "status", "maps"] {
        let path = format!("/proc/{pid}/{file}");
        hidden(&path, fs::read(&path)?)?;
    }
    Ok(())
}

pub(crate) fn stays(list: manager::live::ListProxy<u8>) -> Result<(), ProxyError> {
    list.append(&1)?;
    wait_for_ever()
}

fn nowhere(method: StartMethod) -> Outcome {
    let key = AuthKey::new(KEY)?;
    let context = Context::new(method);
    let builder = || Manager::builder(context).key(key.clone());
    in_debug("Builder", &builder())?;
    let manager = builder().start()?;
    in_debug("Manager", &manager)?;
    in_debug("Client", manager.transport())?;
    let list = manager.list::<u8>([])?;
    in_debug("ListProxy", &list)?;
    in_process(manager.pid().ok_or("the server runs")?)?;
    let mut process = context.process(stays, list.clone());
    in_debug("Process", &process)?;
    process.start()?;
    while list.is_empty()? {}
    in_process(process.pid().ok_or("it runs")?)?;
    in_process(std::process::id())?;
    process.kill()?;
    process.join()?;

    let wrong = AuthKey::new([KEY, b"and more"].concat())?;
    let error = Client::connect(manager.address(), &wrong).unwrap_err();
    in_debug("an error", &error)?;
    hidden("an error", error.to_string())?;
    let taken = builder().address(manager.address().clone()).start();
    let error = taken.err().ok_or("the address is taken")?;
    in_debug("an error", &error)?;
    hidden("an error", error.to_string())?;
    let unpicklable = postcard::to_stdvec(&key).unwrap_err();
    in_debug("an error", &unpicklable)?;
    // A ticket has it only while a process is being spawned.
    hidden("a message", postcard::to_stdvec(&list)?)?;
    manager.shutdown()?;
    let error = list.len().unwrap_err();
    in_debug("an error", &error)?;
    hidden("an error", error.to_string())
}

fn in_service() -> Outcome {
    let folder = tempfile::tempdir()?;
    let address = manager::live::Address::Unix(folder.path().join("socket"));
    let key = AuthKey::new(KEY)?;
    let kinds = Kinds::of_every_server();
    let service = Service::bind(&address, &key, kinds, Limits::default())?;
    in_debug("Service", &service)
}

pub(crate) fn trials() -> Vec<Trial> {
    let forms = || -> Result<Vec<(Vec<u8>, &'static str)>, Failed> {
        let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        let list = format!("AuthKey({KEY:?})").into_bytes();
        let capital = hex.to_uppercase().into_bytes();
        Ok(vec![
            ([b"<", KEY, b">"].concat(), "as it is"),
            (hex.into_bytes(), "in hex"),
            (capital, "in capital hex"),
            (list, "as a list"),
        ])
    };
    vec![
        case("the key is shown nowhere (fork)", || {
            nowhere(StartMethod::Fork)
        }),
        case("the key is shown nowhere (spawn)", || {
            nowhere(StartMethod::Spawn)
        }),
        case("nor by a service", in_service),
        case("control: a key that is shown is found", move || {
            for (text, form) in forms()? {
                assert_eq!(shown(&text), Some(form));
            }
            assert_eq!(shown(b"AuthKey(..)"), None);
            Ok(())
        }),
    ]
}
