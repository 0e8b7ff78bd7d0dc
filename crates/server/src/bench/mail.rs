//! Mail in: from stored raw bytes to a message that is threaded, stored and findable.

use std::sync::Arc;
use std::time::Instant;

use app::background::Background;
use app::{App, inbound};
use domain::InboxId;
use domain::inboxes::MailSource;
use jobs::RunnerOptions;

use super::database;
use super::measure::{AT_ONCE, memory_mib};
use crate::cli::Bench;

pub async fn run(app: &App, bench: &Bench) -> anyhow::Result<()> {
    let mails = bench.conversations;
    println!(
        "{mails} mails on {}: half of them begin a conversation, half answer one; 1 in 5 is HTML\n",
        database(app)
    );
    println!("| what | mails | seconds | a second | budget |\n| --- | ---: | ---: | ---: | --- |");
    let taking = Instant::now();
    take_in(app, mails).await?;
    let taken = taking.elapsed().as_secs_f64();
    println!(
        "| store raw bytes, ledger and job ({AT_ONCE} at once) | {mails} | {taken:.2} | {:.0} | |",
        f64::from(mails) / taken
    );
    let runner = Background::new(app.clone()).runner(RunnerOptions::default());
    let reading = Instant::now();
    runner.run_until_empty().await?;
    let read = reading.elapsed().as_secs_f64();
    println!(
        "| parse, thread, store, index | {mails} | {read:.2} | {:.0} | 1,500 |",
        f64::from(mails) / read
    );
    let states = app.inboxes.count_ledger(InboxId(1)).await?;
    let states: Vec<String> = states
        .into_iter()
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    println!("\nLedger: {}. Memory: {} MB.", states.join(", "), memory_mib());
    Ok(())
}

async fn take_in(app: &App, mails: u32) -> anyhow::Result<()> {
    let next = Arc::new(std::sync::atomic::AtomicU32::new(0));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (app, next) = (app.clone(), Arc::clone(&next));
        workers.spawn(async move {
            loop {
                let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if number >= mails {
                    return anyhow::Ok(());
                }
                let raw = raw(number).into_bytes().into();
                inbound::accept(app.core(), InboxId(1), MailSource::Push, raw).await?;
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done??;
    }
    Ok(())
}

fn raw(number: u32) -> String {
    let (thread, is_answer) = (number / 2, number % 2 == 1);
    let references = if is_answer {
        format!(
            "In-Reply-To: <m{0}@example.com>\r\nReferences: <m{0}@example.com>\r\n",
            number - 1
        )
    } else {
        String::new()
    };
    let head = format!(
        "From: Khách hàng {thread} <c{thread}@example.com>\r\nTo: support@lumina.example\r\nSubject: Đơn hàng {thread} bị chậm\r\n\
         Message-ID: <m{number}@example.com>\r\nDate: Mon, 02 Mar 2026 08:59:00 +0000\r\nMIME-Version: 1.0\r\n{references}"
    );
    let words = format!(
        "Chào anh chị, tôi đặt hàng mười ngày trước (đơn {thread}) mà đến nay vẫn chưa nhận được. Nhờ kiểm tra giúp. Lần {number}."
    );
    let quote = "\r\n\r\nOn Mon, 2 Mar 2026 at 08:00, Support <support@lumina.example> wrote:\r\n> Thank you for writing.\r\n> We will look into it.\r\n";
    if number.is_multiple_of(5) {
        format!(
            "{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n\
             --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div style=\"color:#333\"><p>{words}</p><table><tr><td>Đơn</td>\
             <td>{thread}</td></tr></table></div>\r\n--b--\r\n"
        )
    } else {
        format!(
            "{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}{}\r\n",
            if is_answer { quote } else { "" }
        )
    }
}
