//! `rapport plan`: how many agents it takes. Needs neither database nor configuration.

mod queue;
mod table;

use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use workforce::cost::Product;
use workforce::cost::vendor::Price;
use workforce::demand::{Channel, Opening, PerChannel};
use workforce::planner::{PlanInput, plan};

use super::write_out;
use crate::cli::{self, Format, Plan, PlanCommand};

/// Runs the command.
pub fn run(command: &Plan) -> anyhow::Result<ExitCode> {
    if let Some(PlanCommand::Queue) = command.command {
        queue::run()?;
        return Ok(ExitCode::SUCCESS);
    }
    let plan = plan(&input(command)?).map_err(|problem| anyhow!("{problem}"))?;
    let text = match command.format {
        Format::Json => serde_json::to_string_pretty(&plan).context("writing the plan")?,
        Format::Table => table::of(&plan),
    };
    write_out(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The file, and over it what the command line says.
fn input(command: &Plan) -> anyhow::Result<PlanInput> {
    let mut input = match &command.input {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is not understood", file.display()))?
        }
        None => PlanInput::default(),
    };
    let volume = &mut input.volume;
    volume.tickets = command.tickets.or(volume.tickets);
    volume.customers = command.customers.or(volume.customers);
    volume.incident_rate = command.incident_rate.or(volume.incident_rate);
    if command.growth != 0.0 {
        volume.growth = command.growth;
    }
    if command.months_ahead != 0.0 {
        volume.months_ahead = command.months_ahead;
    }
    if let Some(text) = &command.mix {
        input.mix = mix(text)?;
    }
    if let Some(text) = &command.opening {
        input.opening = Opening::parse(text).map_err(|problem| anyhow!("{problem}"))?;
        input.needs.around_the_clock = input.opening == Opening::ALWAYS;
    }
    input.rules.shrinkage = command.shrinkage.unwrap_or(input.rules.shrinkage);
    if command.bot != 0.0 {
        input.bot_deflection = command.bot;
    }
    input.in_house.salary = command.salary.unwrap_or(input.in_house.salary);
    let prices = [
        command.vendor_per_hour.map(Price::PerHour),
        command.vendor_per_ticket.map(Price::PerTicket),
        command.vendor_per_seat.map(Price::PerSeat),
    ];
    if let Some(price) = prices.into_iter().flatten().next() {
        input.vendor.price = price;
    }
    input.needs.budget = command.budget.or(input.needs.budget);
    if let Some(product) = command.product {
        input.needs.product = match product {
            cli::Product::Consumer => Product::Consumer,
            cli::Product::Software => Product::Software,
            cli::Product::Complex => Product::Complex,
        };
    }
    Ok(input)
}

/// Reads `phone=30,chat=20,email=50`.
fn mix(text: &str) -> anyhow::Result<PerChannel<f64>> {
    let names = || Channel::ALL.map(Channel::name).join(", ");
    let mut mix = PerChannel::default();
    for part in text.split(',') {
        let (name, share) = part
            .split_once('=')
            .with_context(|| format!("--mix: {part:?} is not like phone=30"))?;
        let channel = Channel::ALL
            .into_iter()
            .find(|channel| channel.name() == name.trim())
            .with_context(|| format!("--mix: there is no channel {name:?}, only {}", names()))?;
        *mix.get_mut(channel) = share
            .trim()
            .parse()
            .with_context(|| format!("--mix: {share:?} is no number"))?;
    }
    Ok(mix)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{input, plan, table};
    use crate::cli::{Cli, Command};

    fn parsed(arguments: &[&str]) -> anyhow::Result<workforce::planner::PlanInput> {
        let all = ["rapport", "plan"].iter().chain(arguments);
        let Command::Plan(command) = Cli::try_parse_from(all)?.command else {
            panic!("a plan")
        };
        input(&command)
    }

    #[test]
    fn what_is_said_is_what_is_planned() {
        let wanted = parsed(&[
            "--tickets",
            "12000",
            "--customers",
            "40000",
            "--incident-rate",
            "0.3",
            "--mix",
            "phone=1,email=3",
            "--opening",
            "24/7",
            "--shrinkage",
            "0.25",
            "--vendor-per-ticket",
            "3.5",
            "--growth",
            "-0.01",
        ])
        .unwrap();
        assert_eq!(
            (wanted.volume.tickets, wanted.volume.growth),
            (Some(12_000.0), -0.01)
        );
        assert_eq!(
            (wanted.mix.phone, wanted.mix.email, wanted.mix.chat),
            (1.0, 3.0, 0.0)
        );
        assert!(wanted.needs.around_the_clock);
        let text = table::of(&plan(&wanted).unwrap());
        for word in [
            "people on the payroll",
            "in_house",
            "vendor",
            "break-even",
            "MetricNet",
            "Erlang A",
            "This assumes",
        ] {
            assert!(text.contains(word), "{word} is missing in\n{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(
            parsed(&["--mix", "fax=3"])
                .unwrap_err()
                .to_string()
                .contains("fax")
        );
        assert!(parsed(&["--mix", "phone"]).is_err());
        assert!(
            parsed(&["--opening", "always"])
                .unwrap_err()
                .to_string()
                .contains("opening")
        );
        assert!(parsed(&["--vendor-per-hour", "3", "--vendor-per-seat", "4"]).is_err());
        assert!(
            parsed(&["--input", "/nowhere.json"])
                .unwrap_err()
                .to_string()
                .contains("/nowhere.json")
        );
    }
}
