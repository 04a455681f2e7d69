//! The book served: the right pages to the right readers, and the news.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Stdio};

use crate::mini::{HTML, Mini, PAGE, Ran};
use serde_json::Value;
use ureq::Agent;

/// A server, ended when dropped.
struct Server {
    child: Child,
    url: String,
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    fn start(mini: &Mini, port: u16) -> Server {
        let mut child = mini
            .command(&["serve", "--open", "false", "--port", &port.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let url = line
            .split_whitespace()
            .find(|word| word.starts_with("http://"));
        Server {
            url: url
                .unwrap_or_else(|| panic!("no address in {line:?}"))
                .to_owned(),
            child,
            _stdout: stdout,
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.get_as(path, None)
    }

    fn get_as(&self, path: &str, host: Option<&str>) -> Answer {
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut request = agent.get(format!("{}{path}", self.url));
        if let Some(host) = host {
            request = request.header("Host", host);
        }
        let mut response = request.call().expect("an answer");
        let kept = response.headers().get("cache-control");
        Answer {
            status: response.status().as_u16(),
            kept: kept
                .map(|kept| kept.to_str().expect("text").to_owned())
                .unwrap_or_default(),
            body: response.body_mut().read_to_string().expect("text"),
        }
    }

    /// The news, as an open page hears it.
    fn news(&self) -> impl Iterator<Item = Value> + use<> {
        let response = ureq::get(format!("{}__reload", self.url))
            .call()
            .expect("an answer");
        let lines = BufReader::new(response.into_body().into_reader()).lines();
        lines.filter_map(|line| {
            let line = line.expect("a line");
            let data = line.strip_prefix("data:")?;
            Some(serde_json::from_str(data).expect("JSON"))
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    kept: String,
    body: String,
}

#[test]
fn a_page_is_served_with_what_makes_it_reload_and_the_file_is_without() {
    let mini = Mini::new();
    let server = Server::start(&mini, 0);
    let page = server.get(HTML);
    assert_eq!((page.status, page.kept.as_str()), (200, "no-cache"));
    assert!(page.body.contains("/__reload.js"));
    assert_eq!(server.get("__reload.js").status, 200);
    assert!(
        !mini
            .read(&format!("target/book/{HTML}"))
            .contains("__reload")
    );
}

#[test]
fn only_what_can_never_change_is_kept() {
    let mini = Mini::new();
    let server = Server::start(&mini, 0);
    let page = server.get("");
    let hashed = page
        .body
        .split('"')
        .find(|name| name.starts_with("book-") && name.ends_with(".js"));
    let script = server.get(hashed.expect("a script with a hash"));
    assert_eq!(script.status, 200);
    assert!(script.kept.contains("immutable"), "{}", script.kept);
    assert_eq!(server.get("favicon-00000000.svg").kept, "no-cache");
}

#[test]
fn a_foreign_name_is_refused() {
    let mini = Mini::new();
    let server = Server::start(&mini, 0);
    assert_eq!(server.get_as("", Some("evil.example")).status, 403);
    assert_eq!(server.get_as("__reload", Some("evil.example")).status, 403);
    assert_eq!(server.get_as("", Some("localhost")).status, 200);
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_outside_is() {
    let mini = Mini::new();
    mini.write("target/secret.txt", "secret");
    let server = Server::start(&mini, 0);
    for path in ["no/such/page.html", "..%2fsecret.txt", "%2e%2e/secret.txt"] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("not found"), "{path}");
        assert!(!answer.body.contains("secret\n"), "{path}");
    }
}

#[test]
fn a_port_that_is_taken_is_not_the_one_printed() {
    let mini = Mini::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let server = Server::start(&mini, port);
    assert!(!server.url.contains(&format!(":{port}/")), "{}", server.url);
    assert_eq!(server.get("").status, 200);
}

#[test]
fn open_pages_hear_of_a_new_book_and_of_what_is_wrong() {
    let mini = Mini::new();
    let server = Server::start(&mini, 0);
    let mut news = server.news();
    let first = news.next().expect("the state");
    assert_eq!(first["problems"], Value::Null);

    mini.add(PAGE, "A new sentence.");
    let mut second = news.next().expect("news");
    assert_ne!(second["edition"], first["edition"]);
    assert!(server.get(HTML).body.contains("A new sentence."));

    let line = mini.add(PAGE, "{{#clam x}}");
    // A change that is seen in two halves is built twice.
    let third = loop {
        let next = news.next().expect("news");
        if next["problems"] != Value::Null {
            break next;
        }
        second = next;
    };
    assert_eq!(third["edition"], second["edition"]);
    let told = third["problems"].as_str().expect("what is wrong");
    assert!(
        told.contains(&format!("book/src/{PAGE}:{line}: ")),
        "{told}"
    );
    assert!(server.get(HTML).body.contains("A new sentence."));

    // What was built of an earlier half may still be told.
    let mut until = |is_well: bool| loop {
        let next = news.next().expect("news");
        if (next["problems"] == Value::Null) == is_well {
            break next;
        }
    };
    mini.replace(&format!("book/src/{PAGE}"), "{{#clam x}}", "");
    until(true);

    mini.replace("crates/increment/src/racy.rs", "//! ", "//!  ");
    let last = until(false);
    assert!(
        last["problems"]
            .as_str()
            .expect("what is wrong")
            .contains("run `cargo run` again")
    );
}

#[test]
fn a_book_that_is_wrong_from_the_start_is_not_served() {
    let mini = Mini::new();
    mini.add(PAGE, "{{#clam x}}");
    let output = mini
        .command(&["serve", "--open", "false", "--port", "0"])
        .output();
    let ran = Ran::of(output.expect("the program runs"));
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("clam") && ran.stdout.is_empty(),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_without_complaint() {
    let mini = Mini::new();
    let mut server = Server::start(&mini, 0);
    // A page that listens must not hold the program back.
    let mut news = server.news();
    news.next().expect("the state");
    let pid = server.child.id().to_string();
    let asked = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(asked.expect("kill runs").success());
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
    assert_eq!(
        std::fs::read_dir(mini.path("target"))
            .expect("the output")
            .count(),
        1
    );
}
