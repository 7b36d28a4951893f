// SPDX-License-Identifier: MIT
// The page without a browser: its data are read back out of it. tests/web has Chromium draw it.
#include "checker/report/html.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checker/explore.hpp"
#include "checker/report/text.hpp"
#include "checker/trace/schedule.hpp"
#include "models/register.hpp"
#include "tests/cli/command.hpp"

namespace vigil::test {

namespace {

using Json = nlohmann::json;

/// What stands between the tags of the data, as a browser would cut it out.
[[nodiscard]] Json data_of(const std::string& page) {
  const std::string tag = "<script type=\"application/json\" id=\"data\">";
  const std::size_t begin = page.find(tag);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = page.find("</script>", begin);
  return Json::parse(page.substr(begin + tag.size(), end - begin - tag.size()));
}

[[nodiscard]] const Model& model_of(const std::string& name) {
  static ModelRegistry registry;
  if (registry.all().empty()) models::register_all(registry);
  const Model* const model = registry.find(name);
  REQUIRE(model != nullptr);
  return *model;
}

/// What an object is like after a step, the changes of the page added up.
[[nodiscard]] std::string state_after(const Json& trace, const std::string& object, int step) {
  std::string state;
  for (const Json& stop : trace["steps"]) {
    if (!stop["step"].is_null() && stop["step"] > step) break;
    for (const Json& change : stop["objects"]) {
      if (trace["objects"][change[0].get<std::size_t>()]["name"] == object) state = change[1];
    }
  }
  return state;
}

}  // namespace

TEST_SUITE("html") {
  TEST_CASE("a spawn leads to where its task comes to a lock and waits") {
    const Report reports[] = {verify(model_of("real/bpo27585_newcomer"))};
    const Json data = data_of(html(reports));
    const Json& trace = data["executions"][0]["trace"];
    std::vector<std::string> rows;
    for (const Json& stop : trace["steps"]) {
      for (const Json& row : stop["rows"]) rows.push_back(row["text"]);
    }
    std::vector<std::string> starts;
    for (const Json& arrow : trace["arrows"]) {
      if (arrow["kind"] != "spawn") continue;
      starts.push_back(rows.at(arrow["from"].get<std::size_t>()) + " -> " +
                       rows.at(arrow["to"].get<std::size_t>()));
    }
    CHECK(starts == std::vector<std::string>{
                        "spawn A -> acquire lock", "spawn B -> waits for lock",
                        "spawn C -> waits for lock", "spawn D -> waits for lock",
                        "spawn K -> cancel B"});
  }

  TEST_CASE("the page knows the state of every object and task after each step") {
    const std::vector<Report> reports = {verify(model_of("tutorial/lost_notification"))};
    const Json data = data_of(html(reports));
    REQUIRE(data["executions"].size() == 1);
    const Json& trace = data["executions"][0]["trace"];
    REQUIRE(trace["steps"].size() == 4);
    CHECK(state_after(trace, "condition", 1) == "nobody waits");
    CHECK(state_after(trace, "condition", 2) == "1 waiting");
    CHECK(state_after(trace, "condition.lock", 2) == "free");
    const Json& tasks = trace["steps"][2]["tasks"];
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0] == Json::array({1, "blocked", "waits on condition", Json::array()}));
    CHECK(trace["steps"][3]["step"].is_null());
    CHECK(trace["steps"][3]["rows"].size() == 2);
  }

  TEST_CASE("a report without violations gives a page with the figures of the search") {
    const std::vector<Report> reports = {verify(model_of("tutorial/wait_notify"))};
    const Json data = data_of(html(reports));
    CHECK(data["executions"].empty());
    CHECK(data["reports"][0]["verdict"] == "verified");
    CHECK(data["reports"][0]["facts"][2] == Json::array({"executions", "1"}));
  }

  TEST_CASE("a page says what a verdict stands on and how to go on where memory was full") {
    Report report = verify(model_of("tutorial/wait_for"), {.search = Search::states});
    report.verdict = Verdict::inconclusive;
    report.stopped_by = "--memory: the table is full";
    const Json facts = data_of(html({&report, 1}))["reports"][0]["facts"];
    CHECK(facts[1] == Json::array({"stopped by", "--memory: the table is full"}));
    CHECK(facts[2] == Json::array({"to go on", advice_of(report)}));
    CHECK(facts.back() == Json::array({"stands on", basis_of(report)}));
  }

  TEST_CASE("a replay gives a page whether it fails or not") {
    const Model& model = model_of("tutorial/lost_notification");
    Schedule schedule;
    schedule.model = model.name;
    const Replay passing = replay(model, schedule);
    CHECK(data_of(html(schedule, "v1:x", passing))["reports"][0]["verdict"] == "no violation");
    const auto failing = parse_schedule(verify(model).failures.at(0).schedule);
    REQUIRE(failing);
    const Json data = data_of(html(*failing, "v1:y", replay(model, *failing)));
    CHECK(data["executions"][0]["name"] == "deadlock");
  }

  TEST_CASE("an explanation adds the decisive step and a passing execution") {
    const Model& model = model_of("tutorial/lost_notification");
    const std::vector<Report> reports = {verify(model)};
    HtmlOptions options;
    options.explain = [&model](const Report&, const Failure&) {
      Schedule first_come;
      first_come.model = model.name;
      return HtmlExplanation{StepIndex{1}, "`waiter` first", {"a", "b"},
                             replay(model, first_come).trace};
    };
    const Json execution = data_of(html(reports, options))["executions"][0];
    CHECK(execution["decisive_step"] == 1);
    CHECK(execution["decisive"] == "`waiter` first");
    CHECK(execution["story"].size() == 2);
    CHECK(execution["passing"]["steps"].size() > 2);
  }

  TEST_CASE("nothing that a model says ends the script element or is lost") {
    Report report;
    report.model = "</script><script>alert(1)</script><!-- \x01 \xff";
    const std::vector<Report> reports = {report};
    const std::string page = html(reports);
    CHECK(page.find("alert(1)</script>") == std::string::npos);
    CHECK(data_of(page)["reports"][0]["title"].get<std::string>().starts_with(
        "</script><script>alert(1)</script><!-- \x01"));
  }

  TEST_CASE("the page asks nothing of the network") {
    const std::string page = html({});
    for (const char* word : {"src=", "http-equiv", "@import", "url(http", "fetch("}) {
      CHECK(page.find(word) == std::string::npos);
    }
  }

  TEST_CASE("an output file is written whole or not at all") {
    const TemporaryFile file("old");
    const Run bad = run_vigil("verify tutorial/no_such_model --format html -o " + file.path());
    CHECK(bad.exit_code == 2);
    CHECK(file.text() == "old");
    const Run good = run_vigil("verify tutorial/lost_notification --format html -o " + file.path());
    CHECK(good.exit_code == 1);
    CHECK(good.out.empty());
    CHECK(good.err.starts_with("violated tutorial/lost_notification: deadlock"));
    CHECK(file.text().ends_with("</html>\n"));
    const Run nowhere = run_vigil("verify tutorial/wait_notify -o /no/such/folder/file");
    CHECK(nowhere.exit_code == 2);
    CHECK(is_one_line(nowhere.err));
  }

  TEST_CASE("every format fits every kind of result") {
    const std::string failing = schedule_in(run_vigil("verify tutorial/lost_notification").out);
    for (const char* format : {"json", "html", "junit", "sarif", "github", "chrome-trace",
                               "mermaid", "dot"}) {
      const std::string option = std::string{" --format "} + format;
      CAPTURE(format);
      CHECK(run_vigil("verify tutorial/wait_notify" + option).exit_code == 0);
      CHECK(run_vigil("verify tutorial/lost_notification tutorial/foreign_wait" + option)
                .exit_code == 1);
      const Run replayed = run_vigil("replay '" + failing + "'" + option);
      CHECK(replayed.exit_code == 1);
      CHECK(replayed.out.size() > 50);
      CHECK(replayed.err.empty());
    }
  }
}

}  // namespace vigil::test
