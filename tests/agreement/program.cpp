// SPDX-License-Identifier: MIT
#include "tests/agreement/program.hpp"

#include <charconv>
#include <optional>

namespace vigil::agreement {

namespace {

struct WordInfo {
  std::string_view name;
  std::size_t number_count;
};

constexpr std::array<WordInfo, word_count> words = {{{"spawn", 1},
                                                     {"spawn_equal", 2},
                                                     {"join", 1},
                                                     {"choose", 1},
                                                     {"unless_skip", 2},
                                                     {"read", 1},
                                                     {"write", 2},
                                                     {"increase", 1},
                                                     {"forbid", 2},
                                                     {"lock", 1},
                                                     {"unlock", 1},
                                                     {"wait", 2},
                                                     {"wait_while", 4},
                                                     {"wait_if", 4},
                                                     {"notify_all", 1},
                                                     {"try_lock", 2},
                                                     {"notify_one", 1},
                                                     {"load", 1},
                                                     {"store", 2},
                                                     {"add", 2},
                                                     {"exchange_if", 3},
                                                     {"detach", 1},
                                                     {"notify", 2},
                                                     {"wait_for", 3},
                                                     {"set", 1},
                                                     {"clear", 1},
                                                     {"wait_event", 1},
                                                     {"is_set", 1},
                                                     {"locked", 1},
                                                     {"sleep", 1},
                                                     {"sleep_any", 0},
                                                     {"yield", 0},
                                                     {"wait_tasks", 1},
                                                     {"done", 1},
                                                     {"cancel", 1},
                                                     {"within", 2},
                                                     {"catching", 1}}};

constexpr std::array<std::string_view, 3> clock_words = {"virtual", "early", "arbitrary"};

/// Reads words and numbers, skipping spaces.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() {
    skip_spaces();
    return rest_.empty();
  }
  [[nodiscard]] bool take(char sign) {
    skip_spaces();
    if (rest_.empty() || rest_.front() != sign) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Letters and underscores; empty when there are none.
  [[nodiscard]] std::string_view word() {
    skip_spaces();
    std::size_t length = 0;
    while (length < rest_.size() &&
           ((rest_[length] >= 'a' && rest_[length] <= 'z') || rest_[length] == '_')) {
      ++length;
    }
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }
  [[nodiscard]] std::optional<std::uint32_t> number() {
    skip_spaces();
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

 private:
  void skip_spaces() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

/// One `key=value`. Returns: what is wrong, or nothing.
[[nodiscard]] std::string read_option(std::string_view key, Reader& reader, Program& program) {
  ExecutionOptions& options = program.options;
  std::uint32_t* const count = key == "spurious"        ? &options.spurious_budget
                               : key == "cancellations" ? &options.cancellation_budget
                               : key == "always_below"  ? &program.always_below
                                                        : nullptr;
  if (count != nullptr) {
    const std::optional<std::uint32_t> number = reader.number();
    if (!number) return "a number after " + std::string{key} + "=";
    *count = *number;
    return {};
  }
  const std::string_view value = reader.word();
  if (key == "notify" && (value == "any" || value == "fifo")) {
    options.notify_order = value == "any" ? NotifyOrder::any : NotifyOrder::fifo;
    return {};
  }
  if (key == "order" && (value == "any" || value == "fifo")) {
    options.order = value == "any" ? Order::any : Order::fifo;
    return {};
  }
  if (key == "timeouts" && (value == "any" || value == "due")) {
    options.any_timeouts = value == "any";
    return {};
  }
  for (std::size_t i = 0; i < clock_words.size() && key == "clock"; ++i) {
    if (value != clock_words[i]) continue;
    options.clock = static_cast<Clock>(i);
    return {};
  }
  return "notify=, order=, clock=, spurious=, cancellations=, timeouts= or always_below=, with a "
         "value";
}

[[nodiscard]] std::string read_instruction(Reader& reader, std::vector<Instruction>& task) {
  const std::string_view wanted = reader.word();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].name != wanted) continue;
    Instruction instruction{.word = static_cast<Word>(i), .numbers = {}};
    for (std::size_t k = 0; k < words[i].number_count; ++k) {
      const std::optional<std::uint32_t> number = reader.number();
      if (!number) return "a number after " + std::string{wanted};
      instruction.numbers[k] = *number;
    }
    task.push_back(instruction);
    return {};
  }
  return "an instruction instead of '" + std::string{wanted} + "'";
}

}  // namespace

std::size_t number_count(Word word) { return words[static_cast<std::size_t>(word)].number_count; }

std::string_view name(Word word) { return words[static_cast<std::size_t>(word)].name; }

std::string format(const Program& program) {
  const ExecutionOptions& options = program.options;
  std::string text = options.dialect == Dialect::threads ? "threads" : "asyncio";
  text += std::string{" notify="} + (options.fifo_waiters() ? "fifo" : "any");
  text += " spurious=" + std::to_string(options.spurious_budget);
  text += " clock=" + std::string{clock_words[static_cast<std::size_t>(options.clock)]};
  text += std::string{" order="} + (options.order == Order::fifo ? "fifo" : "any");
  if (options.cancellation_budget != 0) {
    text += " cancellations=" + std::to_string(options.cancellation_budget);
  }
  if (options.any_timeouts) text += " timeouts=any";
  text += " always_below=" + std::to_string(program.always_below);
  for (const std::vector<Instruction>& task : program.tasks) {
    const char* separator = " | ";
    if (task.empty()) text += separator;
    for (const Instruction& instruction : task) {
      text += separator + std::string{name(instruction.word)};
      for (std::size_t i = 0; i < number_count(instruction.word); ++i) {
        text += " " + std::to_string(instruction.numbers[i]);
      }
      separator = "; ";
    }
  }
  return text;
}

Result<Program> parse(std::string_view text) {
  Reader reader(text);
  Program program;
  const std::string_view dialect = reader.word();
  if (dialect != "threads" && dialect != "asyncio") {
    return Result<Program>::failure("a program begins with threads or asyncio");
  }
  program.options.dialect = dialect == "threads" ? Dialect::threads : Dialect::asyncio;
  while (!reader.at_end() && !reader.take('|')) {
    const std::string_view key = reader.word();
    if (!reader.take('=')) return Result<Program>::failure("expected key=value or |");
    const std::string missing = read_option(key, reader, program);
    if (!missing.empty()) return Result<Program>::failure("expected " + missing);
  }
  program.tasks.emplace_back();
  while (!reader.at_end()) {
    if (reader.take('|')) {
      program.tasks.emplace_back();
    } else if (!reader.take(';')) {
      const std::string missing = read_instruction(reader, program.tasks.back());
      if (!missing.empty()) return Result<Program>::failure("expected " + missing);
    }
  }
  return program;
}

}  // namespace vigil::agreement
