use super::*;

const A: NodeId = NodeId(1);
const B: NodeId = NodeId(2);
const ANA: AgentId = AgentId(7);
const BEN: AgentId = AgentId(8);
const CASE: ConversationId = ConversationId(42);

fn state(name: &str, viewing: &[ConversationId], typing: &[(ConversationId, Instant)]) -> AgentState {
    AgentState {
        name: name.into(),
        attentive: false,
        viewing: viewing.iter().copied().collect(),
        typing: typing.iter().copied().collect(),
    }
}

fn typing(agent_id: AgentId, name: &str, active: bool) -> Change {
    Change::Typing {
        conversation_id: CASE,
        agent_id,
        agent_name: name.into(),
        active,
    }
}

#[tokio::test(start_paused = true)]
async fn an_agent_at_two_nodes_is_one_agent() {
    let mut roster = Roster::default();
    let now = Instant::now();
    assert_eq!(
        roster.set(A, ANA, Some(state("Ana", &[], &[])), now),
        [Change::Online(ANA)]
    );
    assert_eq!(
        roster.set(B, ANA, Some(state("Ana", &[CASE], &[])), now),
        [Change::Viewers(CASE)]
    );
    assert_eq!(roster.set(A, ANA, Some(state("Ana", &[CASE], &[])), now), []);
    assert_eq!(roster.viewers(CASE).len(), 1);
    assert_eq!(roster.online().len(), 1);
    assert_eq!(roster.set(B, ANA, None, now), [], "still there by the other node");
    assert_eq!(
        roster.set(A, ANA, None, now),
        [Change::Online(ANA), Change::Viewers(CASE)]
    );
    assert!(roster.online().is_empty() && roster.viewers(CASE).is_empty());
    assert!(
        roster.conversations.is_empty() && roster.online.is_empty(),
        "nothing is left behind"
    );
}

#[tokio::test(start_paused = true)]
async fn typing_ends_by_itself() {
    let mut roster = Roster::default();
    let start = Instant::now();
    let until = start + Duration::from_secs(6);
    let changes = roster.set(A, ANA, Some(state("Ana", &[CASE], &[(CASE, until)])), start);
    assert_eq!(
        changes,
        [
            Change::Online(ANA),
            Change::Viewers(CASE),
            typing(ANA, "Ana", true)
        ]
    );
    assert!(roster.viewers(CASE)[0].typing);
    assert_eq!(roster.expire_typing(start + Duration::from_secs(5)), []);
    let later = until + Duration::from_secs(6);
    assert_eq!(
        roster.set(A, ANA, Some(state("Ana", &[CASE], &[(CASE, later)])), start),
        [],
        "said again"
    );
    assert_eq!(roster.expire_typing(until), []);
    assert_eq!(roster.expire_typing(later), [typing(ANA, "Ana", false)]);
    assert!(!roster.viewers(CASE)[0].typing);
}

#[tokio::test(start_paused = true)]
async fn a_node_takes_its_agents_with_it() {
    let mut roster = Roster::default();
    let start = Instant::now();
    let limit = Duration::from_secs(15);
    let until = start + limit;
    roster.set(A, ANA, Some(state("Ana", &[], &[])), start);
    roster.set(B, BEN, Some(state("Ben", &[CASE], &[(CASE, until)])), start);
    roster.heard(B, start + Duration::from_secs(10));
    assert_eq!(roster.silent(A, limit, start + Duration::from_secs(20)), []);
    assert_eq!(
        roster.silent(A, limit, start + Duration::from_secs(25)),
        [B],
        "the own node never counts"
    );
    assert_eq!(
        roster.remove_node(B, start),
        [
            Change::Online(BEN),
            Change::Viewers(CASE),
            typing(BEN, "Ben", false)
        ]
    );
    assert_eq!(roster.others(A), 0);
    assert_eq!(
        roster.online(),
        [AgentBrief {
            agent_id: ANA,
            agent_name: "Ana".into()
        }]
    );
}

#[tokio::test(start_paused = true)]
async fn a_roster_in_parts_replaces_what_was_known() {
    let mut roster = Roster::default();
    let now = Instant::now();
    roster.set(B, ANA, Some(state("Ana", &[CASE], &[])), now);
    assert_eq!(
        roster.part(B, 0, false, vec![(BEN, state("Ben", &[], &[]))], now),
        []
    );
    assert_eq!(roster.online().len(), 1, "nothing before the last part");
    let carl = AgentId(9);
    let changes = roster.part(B, 1, true, vec![(carl, state("Carl", &[CASE], &[]))], now);
    assert_eq!(
        changes,
        [
            Change::Online(ANA),
            Change::Viewers(CASE),
            Change::Online(BEN),
            Change::Online(carl),
            Change::Viewers(CASE)
        ]
    );
    assert_eq!(roster.count_at(B), 2);
}

#[tokio::test(start_paused = true)]
async fn a_roster_with_a_lost_part_changes_nothing() {
    let mut roster = Roster::default();
    let now = Instant::now();
    roster.set(B, ANA, Some(state("Ana", &[], &[])), now);
    assert_eq!(
        roster.part(B, 0, false, vec![(BEN, state("Ben", &[], &[]))], now),
        []
    );
    assert_eq!(roster.part(B, 2, true, vec![], now), []);
    assert_eq!(roster.online().len(), 1);
    assert_eq!(roster.part(B, 0, true, vec![], now), [Change::Online(ANA)]);
}

#[tokio::test(start_paused = true)]
async fn the_same_question_is_not_asked_at_every_message() {
    let mut roster = Roster::default();
    let now = Instant::now();
    let again = Duration::from_secs(5);
    assert!(roster.should_ask(B, again, now));
    assert!(!roster.should_ask(B, again, now + Duration::from_secs(4)));
    assert!(roster.should_ask(B, again, now + Duration::from_secs(5)));
    roster.part(B, 0, true, vec![], now);
    assert!(
        roster.should_ask(B, again, now),
        "answered: a new question is a new matter"
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_name_reaches_the_watchers() {
    let mut roster = Roster::default();
    let now = Instant::now();
    roster.set(A, ANA, Some(state("Ana", &[CASE], &[])), now);
    let changes = roster.set(A, ANA, Some(state("Ana Pop", &[CASE], &[])), now);
    assert_eq!(changes, [Change::Online(ANA), Change::Viewers(CASE)]);
    assert_eq!(roster.viewers(CASE)[0].agent_name, "Ana Pop");
}
