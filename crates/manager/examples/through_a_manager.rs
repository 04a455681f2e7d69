//! A dictionary and a list that another process changes, through a manager.
//!
//! The child gets proxies, and each of its calls changes the objects in the server. What the
//! parent reads when the child has ended is what the child left there. Had the child been
//! given a plain map and a plain list, it would have changed copies.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the processes of this example need Linux; the book and the exercises do not");
    std::process::exit(2);
}

#[cfg(target_os = "linux")]
mod linux {
    //! The example itself.

    use std::fmt;

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::entries;
    use handles::live::{Context, Copied, bootstrap};
    use manager::live::{DictProxy, ListProxy, Manager};
    use manager::{Makes, ProxyError};
    use serde::{Deserialize, Serialize};

    /// Lets a child fill a dictionary and turn a list round.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
    }

    /// Keys and values of several types. A Python dictionary takes any; here it is said
    /// which ones.
    #[derive(Clone, PartialEq, Serialize, Deserialize)]
    enum Thing {
        Nothing,
        Whole(i64),
        Fraction(f64),
        Text(String),
    }

    /// As Python shows it.
    impl fmt::Debug for Thing {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self {
                Thing::Nothing => f.write_str("None"),
                Thing::Whole(number) => write!(f, "{number}"),
                Thing::Fraction(number) => write!(f, "{number}"),
                Thing::Text(text) => write!(f, "'{text}'"),
            }
        }
    }

    type Things = DictProxy<Thing, Thing>;

    fn entries() -> [(Thing, Thing); 3] {
        [
            (Thing::Whole(1), Thing::Text("1".into())),
            (Thing::Text("2".into()), Thing::Whole(2)),
            (Thing::Fraction(0.25), Thing::Nothing),
        ]
    }

    fn changes((dict, list): (Things, ListProxy<u32>)) -> Result<(), ProxyError> {
        for (key, value) in entries() {
            dict.insert(&key, &value)?;
        }
        list.reverse()
    }

    /// The same with a plain list.
    fn changes_a_copy(list: Copied<Vec<u32>>) {
        let Copied(mut list) = list;
        list.reverse();
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(
            entries![changes, changes_a_copy]
                .into_iter()
                .chain(manager::serves![]),
        );
        let args = Args::parse();
        let context = Context::new(args.start);
        let manager = Manager::start(context)?;
        let dict: Things = manager.dict([])?;
        let list = manager.list(0..10)?;
        let mut child = context.process(changes, (dict.clone(), list.clone()));
        child.start()?;
        ensure!(child.join()?.success());
        let (found, turned) = (dict.items()?, list.to_vec()?);
        println!("through the manager ({}):", args.start);
        let shown: Vec<String> = found
            .iter()
            .map(|(key, value)| format!("{key:?}: {value:?}"))
            .collect();
        println!("{{{}}}", shown.join(", "));
        println!("{turned:?}");
        ensure!(found == entries());
        ensure!(turned.iter().copied().eq((0..10).rev()));

        let plain: Vec<u32> = (0..10).collect();
        let mut child = context.process(changes_a_copy, Copied(plain.clone()));
        child.start()?;
        ensure!(child.join()?.success());
        println!("a plain list: {plain:?}");
        ensure!(plain.iter().copied().eq(0..10), "the child had a copy");
        Ok(())
    }
}
