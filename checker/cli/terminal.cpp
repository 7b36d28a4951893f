// SPDX-License-Identifier: MIT
#include "checker/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace vigil::cli {

namespace {

[[nodiscard]] std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

[[nodiscard]] unsigned terminal_width() {
  constexpr unsigned fallback = 100;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return fallback;
  return size.ws_col >= 40 ? size.ws_col : fallback;
}

}  // namespace

TextOptions text_options(const CommandLine& line) {
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  TextOptions options;
  options.seconds = terminal;
  options.replay_command = line.replay_command;
  options.width = line.width != 0 ? line.width : terminal_width();
  options.color = line.color == Color::always ||
                  (line.color == Color::automatic && terminal && environment("NO_COLOR").empty() &&
                   environment("TERM") != "dumb");
  return options;
}

bool progress_on_one_line() {
  return isatty(STDERR_FILENO) != 0 && environment("TERM") != "dumb" && environment("CI").empty();
}

}  // namespace vigil::cli
