// SPDX-License-Identifier: MIT
// Formats for other tools, read back: what a tool will find in them, and that nothing that a model
// says can break them. tests/web has the tools themselves read them.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "checker/report/arrows.hpp"
#include "checker/report/chrome_trace.hpp"
#include "checker/report/dot.hpp"
#include "checker/report/dot_tree.hpp"
#include "checker/report/github.hpp"
#include "checker/report/junit.hpp"
#include "checker/report/mermaid.hpp"
#include "checker/report/sarif.hpp"
#include "checker/report/text.hpp"
#include "primitives/asyncio.hpp"
#include "tests/detect/trace_builder.hpp"
#include "tests/support/check.hpp"
#include "tests/support/count_of.hpp"

namespace vigil::test {

namespace {

using Json = nlohmann::json;
using Kind = OperationKind;

/// Two tasks that take two locks in opposite orders, under names that want to break every format.
[[nodiscard]] Report crossed_locks(const std::string& name_of_task = "p") {
  TraceBuilder builder;
  const TaskId p = builder.task(name_of_task);
  const TaskId q = builder.task("q");
  const ObjectId a = builder.object("A", "lock");
  const ObjectId b = builder.object("B", "lock");
  builder.step(p).op(Kind::acquire, a);
  builder.step(q).op(Kind::acquire, b);
  builder.blocked(p, Kind::acquire, b).blocked(q, Kind::acquire, a).holds(p, a).holds(q, b);
  Report report;
  report.model = "test/crossed";
  report.verdict = Verdict::violated;
  report.search = "dpor";
  Failure failure;
  failure.violation = builder.deadlock();
  failure.diagnosis = "lock cycle: `" + name_of_task + "` and `q`";
  failure.schedule = "v1:test/crossed::p:ab";
  failure.trace = builder.trace();
  report.failures.push_back(std::move(failure));
  return report;
}

/// A waiter, a notifier that hands over lock and notification.
[[nodiscard]] Trace hand_over() {
  TraceBuilder builder;
  const TaskId waiter = builder.task("waiter");
  const TaskId notifier = builder.task("notifier");
  const ObjectId lock = builder.object("m", "mutex");
  const ObjectId condition = builder.object("cv", "condition_variable");
  builder.step(waiter).op(Kind::lock, lock).op(Kind::wait, condition);
  builder.step(notifier).op(Kind::lock, lock);
  builder.op(Kind::notify_one, condition, 1, 1, waiter).woke({waiter}).op(Kind::unlock, lock);
  builder.step(waiter).op(Kind::relock, lock).op(Kind::wait, condition, 1).op(Kind::unlock, lock);
  return builder.trace();
}

constexpr const char* nasty = "<b a=\"1\">&'%\\;#:,{}\n\x01\xff]]>--></script>";

[[nodiscard]] Report stopped() {
  Report report;
  report.model = "test/stopped";
  report.stopped_by = "--time-limit";
  return report;
}

}  // namespace

TEST_SUITE("formats") {
  TEST_CASE("arrows go from a wait to the next holder and from a notify to the waiter") {
    using detail::Arrow;
    using detail::ArrowKind;
    const Trace trace = hand_over();
    const ObjectId lock{0};
    const ObjectId condition{1};
    const std::vector<Arrow> expected = {{ArrowKind::hand_over, 1, 2, lock},
                                         {ArrowKind::notify, 3, 5, condition},
                                         {ArrowKind::hand_over, 4, 5, lock}};
    CHECK(detail::arrows_of(trace) == expected);
  }

  TEST_CASE("junit counts a violated model as failed and a stopped one as skipped") {
    Report fine;
    fine.model = "test/fine";
    fine.verdict = Verdict::verified;
    const std::vector<Report> reports = {crossed_locks(), stopped(), fine};
    const std::string text = junit(reports);
    CHECK(text.find("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"") != std::string::npos);
    CHECK(count_of(text, "<testcase ") == 3);
    CHECK(count_of(text, "<failure type=\"deadlock\"") == 1);
    CHECK(text.find("lock cycle: `p` and `q`") != std::string::npos);
    CHECK(text.find("<skipped message=\"stopped by --time-limit: not a proof\"/>") !=
          std::string::npos);
  }

  TEST_CASE("junit and github say how to go on where memory was full") {
    Report full = stopped();
    full.stopped_by = "--memory: the table is full";
    const std::vector<Report> reports = {full};
    const std::string words = "stopped by --memory: the table is full: not a proof; to go on: " +
                              advice_of(full);
    CHECK(junit(reports).find("<skipped message=\"" + words + "\"/>") != std::string::npos);
    CHECK(github(reports, VIGIL_SOURCE_DIR)
              .starts_with("::warning title=inconclusive%3A test/stopped::" + words + "\n"));
  }

  TEST_CASE("junit passes a violated model whose author expects just that") {
    const std::vector<Report> reports = {crossed_locks()};
    std::vector<Expectation> expected(1);
    expected[0] = {Verdict::violated, Property::deadlock};
    CHECK(junit(reports, expected).find("failures=\"0\"") != std::string::npos);
    expected[0] = {Verdict::violated, Property::data_race};
    CHECK(junit(reports, expected).find("failures=\"1\"") != std::string::npos);
  }

  TEST_CASE("junit escapes what a model says") {
    const std::vector<Report> reports = {crossed_locks(nasty)};
    const std::string text = junit(reports);
    CHECK(text.find("<b a=") == std::string::npos);
    CHECK(text.find("&lt;b a=&quot;1&quot;&gt;&amp;") != std::string::npos);
    CHECK(text.find('\x01') == std::string::npos);
    CHECK(text.find("]]>") == std::string::npos);
    CHECK(count_of(text, "<") == count_of(text, ">"));
  }

  TEST_CASE("sarif has a result per violation and a thread flow per task in one order") {
    const std::vector<Report> reports = {crossed_locks(nasty), stopped()};
    const Json json = Json::parse(sarif(reports, {.root = "", .version = "1.2.3"}));
    CHECK(json["version"] == "2.1.0");
    const Json& run = json["runs"][0];
    CHECK(run["tool"]["driver"]["rules"].size() == 1);
    REQUIRE(run["results"].size() == 1);
    const Json& result = run["results"][0];
    CHECK(result["ruleId"] == "deadlock");
    const Json& place = result["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"].get<std::string>().ends_with("formats_test.cpp"));
    const Json& flows = result["codeFlows"][0]["threadFlows"];
    REQUIRE(flows.size() == 2);
    std::vector<int> order;
    for (const Json& flow : flows) {
      for (const Json& location : flow["locations"]) order.push_back(location["executionOrder"]);
    }
    std::ranges::sort(order);
    CHECK(order == std::vector<int>{1, 2, 3, 4});
    CHECK(run["invocations"][0]["toolExecutionNotifications"].size() == 2);
  }

  TEST_CASE("sarif names files below the root by relative addresses") {
    const std::vector<Report> reports = {crossed_locks()};
    const Json json = Json::parse(sarif(reports, {.root = VIGIL_SOURCE_DIR, .version = "1.2.3"}));
    const Json& artifact =
        json["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    CHECK(artifact == Json{{"uri", "tests/report/formats_test.cpp"}, {"uriBaseId", "SRCROOT"}});
  }

  TEST_CASE("github gets one line per violation at its place and one per stopped search") {
    const std::vector<Report> reports = {crossed_locks(nasty), stopped()};
    const std::string text = github(reports, VIGIL_SOURCE_DIR);
    CHECK(count_of(text, "\n") == 3);
    CHECK(text.starts_with("::error file=tests/report/formats_test.cpp,line="));
    CHECK(count_of(text, "\n::warning title=inconclusive%3A test/stopped::") == 1);
    CHECK(text.ends_with("::notice title=vigil::0 of 2 verified\n"));
    CHECK(text.find("%0Avigil replay 'v1:test/crossed::p:ab'") != std::string::npos);
  }

  TEST_CASE("chrome trace flows begin and end inside slices of two tasks") {
    const Json json = Json::parse(chrome_trace(hand_over(), std::nullopt, nasty));
    std::map<int, std::vector<Json>> flows;
    std::vector<Json> slices;
    std::set<std::string> tracks;
    for (const Json& event : json["traceEvents"]) {
      if (event["ph"] == "X") slices.push_back(event);
      if (event["ph"] == "s" || event["ph"] == "f") flows[event["id"]].push_back(event);
      if (event["name"] == "thread_name") tracks.insert(event["args"]["name"]);
    }
    CHECK(tracks == std::set<std::string>{"clock and notes", "waiter", "notifier"});
    CHECK(flows.size() == 3);
    for (const auto& [id, ends] : flows) {
      REQUIRE(ends.size() == 2);
      CHECK(ends[0]["ph"] == "s");
      CHECK(ends[1]["ph"] == "f");
      CHECK(ends[0]["tid"] != ends[1]["tid"]);
      CHECK(ends[0]["ts"] < ends[1]["ts"]);
      for (const Json& end : ends) {
        CHECK(std::ranges::any_of(slices, [&end](const Json& slice) {
          const double begin = slice["ts"];
          const double at = end["ts"];
          return slice["tid"] == end["tid"] && begin <= at && at <= begin + double(slice["dur"]);
        }));
      }
    }
  }

  TEST_CASE("mermaid has a participant per task and escapes what a model says") {
    const Report report = crossed_locks(nasty);
    const Failure& failure = report.failures[0];
    const std::string text = mermaid(failure.trace, failure.violation, nasty);
    CHECK(count_of(text, "\n  participant ") == 2);
    CHECK(count_of(text, "\n  Note over ") == 4);
    const std::string body = text.substr(text.find("sequenceDiagram"));
    CHECK(body.find_first_of("<\"%{}\\\x01\xff") == std::string::npos);
  }

  TEST_CASE("mermaid draws a wake-up and a hand-over as messages") {
    const std::string text = mermaid(hand_over(), std::nullopt, "t");
    CHECK(text.find("  T0-->>T1: m\n") != std::string::npos);
    CHECK(text.find("  T1-)T0: 1 notify_one cv -#62; waiter\n") != std::string::npos);
    CHECK(text.find("  T1-->>T0: m\n") != std::string::npos);
  }

  TEST_CASE("dot marks the cycle of a deadlock") {
    const std::string text = dot(crossed_locks().failures[0].trace, "crossed");
    CHECK(text.find("task1 -> object1 [label=\"waits for\", color=red") != std::string::npos);
    CHECK(text.find("object1 -> task2 [label=\"held by\", color=red") != std::string::npos);
    CHECK(text.find("task2 -> object0 [label=\"waits for\", color=red") != std::string::npos);
    CHECK(text.find("object0 -> task1 [label=\"held by\", color=red") != std::string::npos);
    CHECK(dot(hand_over(), "fine").find("no task is blocked") != std::string::npos);
  }

  TEST_CASE("the explored tree has a box for each execution up to a number that it tells") {
    const Model model = tests::model_of([] {
      const auto walk = [] { asyncio::sleep(std::chrono::nanoseconds{0}); };
      asyncio::wait(asyncio::spawn("a", walk), asyncio::spawn("b", walk));
    });
    VerifyOptions options;
    options.search = Search::exhaustive;
    for (const std::uint32_t limit : {100U, 4U}) {
      options.tree_executions_max = limit;
      const Report report = verify(model, options);
      REQUIRE(report.executions > 4);
      const std::uint64_t drawn = std::min<std::uint64_t>(report.executions, limit);
      CHECK(report.tree.execution_count == drawn);
      CHECK(report.tree.execution_count + report.tree.left_out_count == report.executions);
      const auto is_leaf = [](const ExploredTree::Node& node) { return !node.end.empty(); };
      CHECK(std::ranges::count_if(report.tree.nodes, is_leaf) == static_cast<long>(drawn));
      const std::string text = dot(report.tree, "walks");
      CHECK((text.find(", the first 4 of them drawn") != std::string::npos) == (limit == 4));
      CHECK(text.find("label=\"a: start") != std::string::npos);
    }
  }
}

}  // namespace vigil::test
