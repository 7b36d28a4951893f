// SPDX-License-Identifier: MIT
#include "models/program/json_text.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace vigil::models {

namespace {

constexpr std::size_t depth_max = 100;

/// Reads bytes and counts lines, so that the builder knows where it is.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, std::uint32_t* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    if (*at_ == '\n') ++*line_;
    ++at_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::uint32_t* line_;
};

[[nodiscard]] std::string place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1);
  return "line " + std::to_string(line) + ", column " +
         std::to_string(std::max<std::size_t>(column, 1));
}

/// The library's text without its own "[json.exception...] parse error at line ..., column ...: ".
[[nodiscard]] std::string reason(const std::string& what) {
  const std::size_t column = what.find(", column ");
  const std::size_t colon = what.find(": ", column == std::string::npos ? 0 : column);
  std::string text = colon == std::string::npos ? what : what.substr(colon + 2);
  for (const std::string_view prefix : {"syntax error while parsing ", "syntax error "}) {
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
  }
  return text;
}

/// Builds a Value from the parser's events.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::string_view text, const std::uint32_t* line) : text_(text), line_(line) {}

  bool null() override { return add(Value{}); }
  bool boolean(bool truth) override { return add(Value{truth}); }
  bool number_integer(number_integer_t number) override {
    return add(Value{static_cast<std::int64_t>(number)});
  }
  bool number_unsigned(number_unsigned_t number) override {
    if (number <= INT64_MAX) return add(Value{static_cast<std::int64_t>(number)});
    return number_float(static_cast<double>(number), {});
  }
  bool number_float(number_float_t number, const string_t&) override {
    Value value;
    value.data = number;
    return add(std::move(value));
  }
  bool string(string_t& text) override { return add(Value{std::move(text)}); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value{Members{}}); }
  bool start_array(std::size_t) override { return open(Value{List{}}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    for (const auto& [known, value] : *std::get_if<Members>(&open_.back()->data)) {
      if (known == name) return refuse("the name '" + name + "' occurs twice");
    }
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    error_ = place(text_, position) + ": " + reason(error.what());
    return false;
  }

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] Value take() { return std::move(root_); }

 private:
  /// Where the next value goes.
  Value* put(Value value) {
    value.line = *line_;
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (List* list = std::get_if<List>(&open_.back()->data)) {
      return &list->emplace_back(std::move(value));
    }
    Members& members = *std::get_if<Members>(&open_.back()->data);
    return &members.emplace_back(std::move(key_), std::move(value)).second;
  }
  bool add(Value value) {
    put(std::move(value));
    return true;
  }
  bool open(Value value) {
    if (open_.size() >= depth_max) {
      return refuse("nested more than " + std::to_string(depth_max) + " levels deep");
    }
    // What is open is the last element of what is open above it, so it does not move.
    open_.push_back(put(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  bool refuse(const std::string& why) {
    std::string pointer;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      if (const List* list = std::get_if<List>(&open_[i]->data)) {
        pointer += "/" + std::to_string(list->size() - 1);
      } else {
        pointer += "/" + std::get_if<Members>(&open_[i]->data)->back().first;
      }
    }
    error_ = (pointer.empty() ? "/" : pointer) + ": " + why + " (line " + std::to_string(*line_) +
             ")";
    return false;
  }

  std::string_view text_;
  const std::uint32_t* line_;
  Value root_;
  std::vector<Value*> open_;
  std::string key_;
  std::string error_;
};

}  // namespace

Result<Value> read_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Result<Value>::failure("is empty; expected a JSON object");
  }
  const std::size_t zero = text.find('\0');
  if (zero != std::string_view::npos) {
    return Result<Value>::failure(place(text, zero + 1) + ": a NUL byte");
  }
  std::uint32_t line = 1;
  Builder builder(text, &line);
  const bool good = nlohmann::json::sax_parse(Cursor(text.data(), &line),
                                              Cursor(text.data() + text.size(), &line), &builder);
  if (!good) return Result<Value>::failure(builder.error());
  return builder.take();
}

}  // namespace vigil::models
