// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/cli/command.hpp"

namespace vigil::test {

namespace {

using Json = nlohmann::json;

[[nodiscard]] Json json_of(const std::string& arguments) {
  return Json::parse(run_vigil(arguments).out);
}

}  // namespace

TEST_SUITE("json") {
  TEST_CASE("verify prints one object with the documented keys") {
    const Json json = json_of("verify tutorial/wait_notify --format json");
    CHECK(json["schema"] == 1);
    CHECK(json["model"] == "tutorial/wait_notify");
    CHECK(json["dialect"] == "asyncio");
    CHECK(json["search"] == "dpor");
    CHECK(json["verdict"] == "verified");
    CHECK(json["as_expected"] == true);
    CHECK(json["options"]["clock"] == "virtual");
    CHECK(json["options"]["notify-order"] == "fifo");
    CHECK(json["executions"].get<std::uint64_t>() >= 1);
    CHECK(json["blocked"] == 0);
    CHECK(json["violations"].empty());
    for (const std::string key : {"parameters", "expected", "stopped_by", "traces", "probes",
                            "transitions", "states", "deadlocks", "depth_max", "audited",
                            "seconds", "vacuous", "refined"}) {
      CAPTURE(key);
      CHECK(json.contains(key));
    }
  }

  TEST_CASE("the schedule of a violation in json replays to that violation") {
    const Json json = json_of("verify tutorial/lost_notification --format json");
    CHECK(json["verdict"] == "violated");
    REQUIRE(json["violations"].size() == 1);
    const Json& violation = json["violations"][0];
    CHECK(violation["property"] == "deadlock");
    CHECK_FALSE(violation["diagnosis"].get<std::string>().empty());
    const Json replay =
        json_of("replay '" + violation["schedule"].get<std::string>() + "' --format json");
    CHECK(replay["verdict"] == "violated");
    CHECK(replay["violations"][0] == violation);
    CHECK_FALSE(replay["steps"].empty());
  }

  TEST_CASE("a search that --memory stops says in json what the states take") {
    const Json json = json_of(
        "verify workload/wait_for -p n=14 --search states --no-symmetry --memory 1 --format json");
    CHECK(json["verdict"] == "inconclusive");
    CHECK(json["search"] == "states");
    CHECK(json["states"] == 21'323);  // 13/16 of the slots
    CHECK(json["state_search"]["memory_bytes"] == 26'244 * 16);
    CHECK(json["stopped_by"] ==
          "--memory: the table of 21,323 states takes 410 KiB and cannot grow within 1 MiB");
  }

  TEST_CASE("several models are reports of one object") {
    const Json json = json_of("verify tutorial/wait_notify tutorial/wait_for --format json");
    CHECK(json["schema"] == 1);
    REQUIRE(json["reports"].size() == 2);
    CHECK(json["reports"][1]["parameters"]["tasks"] == 5);
  }

  TEST_CASE("outcomes in json have a text and a count and a schedule each") {
    const Json json = json_of("outcomes workload/lost_notify --format json");
    REQUIRE(json["outcomes"].size() == 2);
    std::uint64_t executions = 0;
    for (const Json& outcome : json["outcomes"]) {
      executions += outcome["executions"].get<std::uint64_t>();
      CHECK_FALSE(outcome["text"].get<std::string>().empty());
      CHECK(outcome["schedule"].get<std::string>().find("v1:workload/lost_notify:") == 0);
    }
    CHECK(executions == json["executions"].get<std::uint64_t>());
  }

  TEST_CASE("a replay in json says what was explored behind its schedule") {
    const Json outcomes = json_of("outcomes tutorial/lost_notification --format json")["outcomes"];
    const Json& pass = outcomes.at(outcomes.at(0)["text"] == "done" ? 0 : 1);
    const std::string start = "replay " + pass["schedule"].get<std::string>() + " --format json";
    CHECK(json_of(start)["continuations"].is_null());
    const Json all = json_of(start + " --then dpor")["continuations"];
    CHECK(all == Json{{"kept_steps", 1},
                      {"executions", 2},
                      {"complete", false},
                      {"stopped_by", "a failure"}});
    const Json rest = json_of(start + " --then dpor --from 2")["continuations"];
    CHECK(rest["complete"] == true);
    CHECK(rest["executions"] == 1);
  }

  TEST_CASE("list in json has every model with its parameters and expectation") {
    const Json json = json_of("list --json");
    CHECK(json["schema"] == 1);
    bool found = false;
    for (const Json& model : json["models"]) {
      if (model["name"] != "tutorial/wait_for") continue;
      found = true;
      CHECK(model["dialect"] == "asyncio");
      CHECK(model["parameters"][0]["name"] == "tasks");
      CHECK(model["parameters"][0]["value"] == 5);
      CHECK(model["expected"] == "verified");
    }
    CHECK(found);
  }
}

}  // namespace vigil::test
