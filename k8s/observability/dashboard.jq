# The source of dashboard.json: jq -n -f dashboard.jq > dashboard.json
# Business figures first, then what they come from: providers, waiting writes, store and audit. Panels flow from left to
# right, 24 columns wide. A figure that every replica tells of the whole fleet is a max, never a sum (rules/recording.yaml).

def here: "provider=~\"$provider\", route=~\"$route\"";
def of_provider: "provider=~\"$provider\"";
def failed: "result=~\"refused|unknown|error\"";

# --- parts of a panel

def target($expr; $legend): { datasource: { type: "prometheus", uid: "${datasource}" }, expr: $expr, legendFormat: $legend, editorMode: "code", range: true };

def panel($type; $title; $says; $width; $targets):
  { type: $type, title: $title, description: $says, width: $width, height: 8,
    datasource: { type: "prometheus", uid: "${datasource}" },
    targets: [$targets | to_entries[] | .value + { refId: ("ABCDEFGH"[.key:.key + 1]) }],
    fieldConfig: { defaults: {}, overrides: [] }, options: {} };

def unit($unit): .fieldConfig.defaults.unit = $unit;
def within($min; $max): .fieldConfig.defaults += { min: $min, max: $max };
def steps($steps): .fieldConfig.defaults.thresholds = { mode: "absolute", steps: $steps };
def words($words): .fieldConfig.defaults.mappings = [{ type: "value", options: ($words | with_entries(.value |= { text: .[0], color: .[1] })) }];

def figure($title; $says; $targets):
  panel("stat"; $title; $says; 4; $targets) | .height = 4
  | .options = { colorMode: "background", graphMode: "area", reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false } };

def lines($title; $says; $targets):
  panel("timeseries"; $title; $says; 8; $targets)
  | .fieldConfig.defaults.custom = { fillOpacity: 10, lineWidth: 1, showPoints: "never" }
  | .options = { legend: { displayMode: "list", placement: "bottom", showLegend: true }, tooltip: { mode: "multi", sort: "desc" } };

def stacked: .fieldConfig.defaults.custom += { stacking: { mode: "normal", group: "A" }, fillOpacity: 60 };

def states($title; $says; $targets):
  panel("state-timeline"; $title; $says; 12; $targets)
  | .fieldConfig.defaults.custom = { fillOpacity: 80, lineWidth: 0 }
  | .options = { mergeValues: true, showValue: "auto", rowHeight: 0.8, legend: { displayMode: "list", placement: "bottom", showLegend: false } };

# --- the page

def good_low($warn; $bad): steps([{ color: "green", value: null }, { color: "orange", value: $warn }, { color: "red", value: $bad }]);

def quantiles($metric; $what; $where):
  [0.5, 0.95, 0.99] | map(target("histogram_quantile(\(.), sum by (\($what), le) (rate(\($metric)_bucket{\($where)}[$__rate_interval])))"; "{{\($what)}} p\(. * 100)"));

def business:
  [ (figure("Success ratio"; "The share of payments of the last five minutes that were answered by the provider (a decline is an answer) or have a place in the queue.";
      [target("1 - (sum(breakwater:payments:rate5m{\(here), \(failed)}) or vector(0)) / sum(breakwater:payments:rate5m{\(here)})"; "")])
      | unit("percentunit") | steps([{ color: "red", value: null }, { color: "orange", value: 0.99 }, { color: "green", value: 0.999 }]) | .fieldConfig.defaults.decimals = 2),
    (figure("Error budget left"; "Of the failures that 30 days may have (objective: breakwater:payments_failed:objective).";
      [target("1 - (sum(increase(breakwater_payments_total{\(here), \(failed)}[30d])) or vector(0)) / sum(increase(breakwater_payments_total{\(here)}[30d])) / scalar(breakwater:payments_failed:objective)"; "")])
      | unit("percentunit") | steps([{ color: "red", value: null }, { color: "orange", value: 0.25 }, { color: "green", value: 0.5 }])),
    (figure("Payments per second"; "Writes, by the last five minutes."; [target("sum(breakwater:payments:rate5m{\(here)})"; "")]) | unit("reqps")),
    (figure("Oldest waiting write"; "How long the oldest write of the queue has waited."; [target("max(breakwater:queue_oldest_seconds:max{\(of_provider)})"; "")]) | unit("s") | good_low(600; 3600)),
    (figure("Outcome unknown"; "Writes that may have been executed, and that wait for a lookup or a person."; [target("sum(breakwater:unknowns:max{\(of_provider)})"; "")]) | good_low(1; 20)),
    (figure("Alerts"; "Alerts of Breakwater that fire now."; [target("count(ALERTS{alertname=~\"Breakwater.+\", alertstate=\"firing\"}) or vector(0)"; "")]) | good_low(1; 5)),
    (lines("Payments by result"; "Each payment once; a queued one again when its final result is known."; [target("sum by (result) (breakwater:payments:rate5m{\(here)})"; "{{result}}")]) | unit("reqps") | stacked),
    (lines("Success ratio by provider"; "As above, over five minutes."; [target("1 - breakwater:payments_failed:ratio_rate5m{\(of_provider)}"; "{{provider}}")]) | unit("percentunit") | .fieldConfig.defaults.max = 1),
    (lines("Burn rate of the error budget"; "1 spends it in exactly 30 days. It pages at 14.4 over an hour and at 6 over six hours.";
      [ target("breakwater:payments_failed:ratio_rate1h{\(of_provider)} / on () group_left () breakwater:payments_failed:objective"; "{{provider}} 1 h"),
        target("breakwater:payments_failed:ratio_rate6h{\(of_provider)} / on () group_left () breakwater:payments_failed:objective"; "{{provider}} 6 h") ]) | .fieldConfig.defaults.min = 0) ];

def providers:
  [ (states("Mode"; "What operators have ordered and is in force."; [target("breakwater:mode:max{\(here)}"; "{{provider}}/{{route}}")])
      | words({ "0": ["auto", "green"], "1": ["degraded", "orange"], "2": ["suspended", "red"] })),
    (states("Breaker"; "The worst of all replicas."; [target("breakwater:breaker_state:max{\(here)}"; "{{provider}}/{{route}}")])
      | words({ "0": ["closed", "green"], "1": ["half-open", "yellow"], "2": ["open", "red"], "3": ["forced open", "purple"] })),
    (lines("Latency"; "From the request's head to how it ends, of calls that the provider answered. Points are exemplars: they lead to a trace.";
      quantiles("breakwater_requests_seconds"; "provider"; "\(here), outcome=\"answered\"")) | unit("s") | .fieldConfig.defaults.min = 0 | .targets |= map(. + { exemplar: true })),
    (panel("heatmap"; "Latency, all of it"; "How many calls took how long, whatever their outcome."; 8;
      [target("sum by (le) (rate(breakwater_requests_seconds_bucket{\(here)}[$__rate_interval]))"; "{{le}}") + { format: "heatmap" }])
      | .options = { calculate: false, yAxis: { unit: "s" }, color: { scheme: "Spectral", mode: "scheme" } }),
    (lines("Exchanges by outcome"; "What clients were told (Breakwater-Outcome), reads too."; [target("sum by (outcome) (rate(breakwater_requests_seconds_count{\(here)}[$__rate_interval]))"; "{{outcome}}")]) | unit("reqps") | stacked),
    (lines("Attempts by outcome"; "What was sent to providers and what came of it."; [target("sum by (provider, outcome) (breakwater:attempts:rate5m{\(here)})"; "{{provider}} {{outcome}}")]) | unit("reqps") | stacked),
    (lines("Retries"; "By what the attempt before had come to."; [target("sum by (provider, reason) (rate(breakwater_retries_total{\(here)}[$__rate_interval]))"; "{{provider}} after {{reason}}")]) | unit("reqps")),
    (lines("Fallbacks"; "What stood in for the provider's answer."; [target("sum by (provider, kind) (rate(breakwater_fallbacks_total{\(here)}[$__rate_interval]))"; "{{provider}} {{kind}}")]) | unit("reqps")),
    (lines("Bulkheads"; "Calls under way, as a share of those that may be; the fullest replica. Route all is the provider's own.";
      [target("max by (provider, route) (breakwater_bulkhead_inflight{\(here)} / breakwater_bulkhead_limit{\(here)})"; "{{provider}}/{{route}}")]) | unit("percentunit") | within(0; 1)) ];

def writes:
  [ (lines("Queue"; "How many writes wait, are worked on, are parked, are dead letters."; [target("sum by (state) (breakwater:queue_depth:max{\(of_provider)})"; "{{state}}")]) | stacked),
    (lines("Oldest waiting write by provider"; "A ticket after 10 minutes, a page after an hour."; [target("breakwater:queue_oldest_seconds:max{\(of_provider)}"; "{{provider}}")]) | unit("s")),
    (lines("From accepted to delivered"; "Of writes that were delivered."; quantiles("breakwater_queue_delivery_seconds"; "provider"; here)) | unit("s")),
    (lines("Deliveries"; "Attempts that the queue has made, by what came of them."; [target("sum by (provider, outcome) (breakwater:attempts:rate5m{\(here), origin=\"queue\"})"; "{{provider}} {{outcome}}")]) | unit("reqps") | stacked),
    lines("Outcome unknown by provider"; "Parked: a lookup or a person decides."; [target("breakwater:unknowns:max{\(of_provider)}"; "{{provider}}")]),
    lines("Dead letters"; "Surely not executed, and given up."; [target("breakwater:queue_depth:max{\(of_provider), state=\"dead\"}"; "{{provider}}")]) ];

def store:
  [ (lines("Data at risk"; "The loud category, within the last hour: each of these pages."; [target("sum by (cause) (increase(breakwater_data_at_risk_total[1h]))"; "{{cause}}")])
      | .fieldConfig.defaults.min = 0),
    (states("Store"; "As each replica sees it."; [target("breakwater_store_up"; "{{instance}}")]) | words({ "0": ["away", "red"], "1": ["there", "green"] }) | .width = 8),
    (states("Durability"; "What the store gives."; [target("breakwater_store_durability"; "{{instance}}")]) | words({ "0": ["memory", "red"], "1": ["fsync", "green"], "2": ["replicated", "green"] }) | .width = 8),
    (lines("Age of the oldest event without a seal"; "Usual is about a second."; [target("breakwater:audit_seal_age_seconds:max"; "audit log")]) | unit("s")),
    (lines("Replicas"; "That are scraped."; [target("sum by (job) (up{job=\"breakwater\"})"; "{{job}}")]) | .fieldConfig.defaults += { min: 0, decimals: 0 }),
    (panel("table"; "Alerts that fire"; "Each has its section in docs/runbook.md."; 8; [target("ALERTS{alertname=~\"Breakwater.+\", alertstate=\"firing\"}"; "") + { format: "table", instant: true, range: false }])
      | .transformations = [{ id: "organize", options: { excludeByName: { Time: true, Value: true, "__name__": true, alertstate: true } } }]) ];

# --- where everything stands

def flow($rows):
  reduce ($rows[] | ({ type: "row", title: .title, width: 24, height: 1, collapsed: false, panels: [] }, .panels[])) as $next
    ({ x: 0, y: 0, tall: 0, done: [] };
     (if .x + $next.width > 24 then .y += .tall | .x = 0 | .tall = 0 else . end)
     | .done += [($next | del(.width, .height)) + { id: (.done | length + 1), gridPos: { x: .x, y: .y, w: $next.width, h: $next.height } }]
     | .x += $next.width | .tall = ([.tall, $next.height] | max))
  | .done;

def choice($name; $shown; $query):
  { type: "query", name: $name, label: $shown, datasource: { type: "prometheus", uid: "${datasource}" }, definition: $query, query: { query: $query, refId: $name },
    refresh: 2, sort: 1, multi: true, includeAll: true, allValue: ".*", current: { selected: true, text: ["All"], value: ["$__all"] } };

{ uid: "breakwater", title: "Breakwater", tags: ["breakwater", "payments"], schemaVersion: 38, editable: true, graphTooltip: 1, refresh: "30s", timezone: "browser",
  time: { from: "now-3h", to: "now" },
  templating: { list: [
    { type: "datasource", name: "datasource", label: "Prometheus", query: "prometheus", current: {} },
    choice("provider"; "Provider"; "label_values(breakwater_mode, provider)"),
    choice("route"; "Route"; "label_values(breakwater_mode{provider=~\"$provider\"}, route)") ] },
  annotations: { list: [{ name: "Alerts", enable: true, iconColor: "red", datasource: { type: "prometheus", uid: "${datasource}" },
    expr: "ALERTS{alertname=~\"Breakwater.+\", alertstate=\"firing\"}", titleFormat: "{{alertname}}", textFormat: "{{provider}} {{route}} {{cause}}" }] },
  links: [],
  panels: flow([
    { title: "Payments", panels: business },
    { title: "Providers", panels: providers },
    { title: "Writes that wait", panels: writes },
    { title: "Store, audit, replicas", panels: store } ]) }
