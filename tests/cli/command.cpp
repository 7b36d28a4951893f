// SPDX-License-Identifier: MIT
#include "tests/cli/command.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace vigil::test {

TemporaryFile::TemporaryFile(const std::string& text) {
  const int descriptor = mkstemp(path_.data());
  REQUIRE(descriptor >= 0);
  close(descriptor);
  std::ofstream(path_, std::ios::binary) << text;
}

TemporaryFile::~TemporaryFile() { std::remove(path_.c_str()); }

std::string TemporaryFile::text() const {
  std::ifstream file(path_, std::ios::binary);
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

Run run_program(const std::string& program, const std::string& arguments,
                const std::string& before, const std::string& input) {
  const TemporaryFile err;
  const std::string command =
      before + " '" + program + "' " + arguments + " <'" + input + "' 2>'" + err.path() + "'";
  std::FILE* const pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Run run;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) run.out += static_cast<char>(c);
  const int status = pclose(pipe);
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  run.err = err.text();
  return run;
}

Run run_vigil(const std::string& arguments, const std::string& before, const std::string& input) {
  return run_program(VIGIL_COMMAND_FILE, arguments, before, input);
}

bool is_one_line(const std::string& text) {
  return !text.empty() && text.back() == '\n' && std::ranges::count(text, '\n') == 1;
}

std::string schedule_in(const std::string& text) {
  const std::string before = "vigil replay '";
  const std::size_t start = text.find(before);
  if (start == std::string::npos) return {};
  const std::size_t end = text.find('\'', start + before.size());
  return text.substr(start + before.size(), end - start - before.size());
}

}  // namespace vigil::test
