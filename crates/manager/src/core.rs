//! The sources that are compiled once: the server, its objects and the proxies. In them
//! processes never meet; what they meet in is the way between proxy and server.

macro_rules! sources {
    ($($file:literal)+) => {
        /// The name and text of each source file that is compiled once, for all worlds.
        pub const CORE: &[(&str, &str)] = &[$(($file, include_str!($file)),)+];
    };
}

sources! {
    "error.rs"
    "item.rs"
    "makes.rs"
    "objects/array.rs"
    "objects/barrier.rs"
    "objects/condition.rs"
    "objects/dict.rs"
    "objects/event.rs"
    "objects/list.rs"
    "objects/lock.rs"
    "objects/namespace.rs"
    "objects/place.rs"
    "objects/queue.rs"
    "objects/registered.rs"
    "objects/semaphore.rs"
    "objects/value.rs"
    "protocol.rs"
    "proxies/array.rs"
    "proxies/barrier.rs"
    "proxies/condition.rs"
    "proxies/dict.rs"
    "proxies/event.rs"
    "proxies/list.rs"
    "proxies/lock.rs"
    "proxies/namespace.rs"
    "proxies/queue.rs"
    "proxies/range.rs"
    "proxies/registered.rs"
    "proxies/semaphore.rs"
    "proxies/value.rs"
    "proxy.rs"
    "scalar.rs"
    "server/dispatch.rs"
    "server/entry.rs"
    "server/kinds.rs"
    "server/object.rs"
    "server/state.rs"
    "server/turn.rs"
    "transport.rs"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The source files of a folder, but for those that only list others.
    fn files(folder: &str) -> impl Iterator<Item = String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(folder);
        let entries = path.read_dir().expect("the folder is there");
        let names = entries.map(|entry| entry.expect("it can be read").file_name());
        let names = names.map(|name| name.into_string().expect("names are plain"));
        let lists = ["mod.rs", "lib.rs", "core.rs", "claims.rs"];
        let files = names.filter(move |name| name.ends_with(".rs") && !lists.contains(&&**name));
        files.map(move |name| format!("{folder}{name}"))
    }

    #[test]
    fn every_source_of_a_model_is_in_one_of_the_lists() {
        let there: BTreeSet<_> = ["", "objects/", "proxies/", "server/"]
            .into_iter()
            .flat_map(files)
            .collect();
        let listed = CORE.iter().chain(crate::SOURCES);
        let listed: BTreeSet<_> = listed.map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(listed, there);
    }
}
