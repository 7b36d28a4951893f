// SPDX-License-Identifier: MIT
#include "models/program/place.hpp"

#include <limits>
#include <vector>

#include "models/program/language.hpp"

namespace vigil::models::detail {

namespace {

constexpr std::size_t name_length_max = 200;

}  // namespace

void expect_object(const At& at, std::string_view what) {
  if (at.value.as<Members>() != nullptr) return;
  at.refuse("expected " + std::string{what} + ", an object, found " +
            std::string{kind_words(at.value)});
}

void expect_list(const At& at, std::string_view what) {
  if (at.value.as<List>() != nullptr) return;
  at.refuse("expected a list of " + std::string{what} + ", found " +
            std::string{kind_words(at.value)});
}

void check_fields(const At& at, std::string_view required, std::string_view optional,
                  std::string_view of) {
  for (const auto& [field, value] : *at.value.as<Members>()) {
    if (lists(required, field) || lists(optional, field)) continue;
    std::vector<std::string> known;
    for (const std::string_view fields : {required, optional}) {
      detail::for_each_field(fields, [&](std::string_view one) { known.emplace_back(one); });
    }
    At{value, at.place + "/" + field}.refuse(std::string{of} + " has no field '" + field + "'" +
                                             suggestion(field, known));
  }
  detail::for_each_field(required, [&](std::string_view field) {
    if (!at.has(field)) {
      at.refuse(std::string{of} + " needs the field '" + std::string{field} + "'");
    }
  });
}

std::string text(const At& at) {
  const std::string* const string = at.value.as<std::string>();
  if (string == nullptr) at.refuse("expected a string, found " + std::string{kind_words(at.value)});
  return *string;
}

std::string checked_name(const At& at, const std::string& name) {
  if (name.empty()) at.refuse("expected a name, found an empty one");
  if (name.size() > name_length_max) at.refuse("a name is longer than 200 bytes");
  return name;
}

bool truth(const At& at) {
  const bool* const value = at.value.as<bool>();
  if (value == nullptr) {
    at.refuse("expected true or false, found " + std::string{kind_words(at.value)});
  }
  return *value;
}

std::int64_t whole(const At& at, std::int64_t min, std::int64_t max) {
  const std::int64_t* const number = at.value.as<std::int64_t>();
  if (number == nullptr) {
    at.refuse("expected a whole number, found " + std::string{kind_words(at.value)});
  }
  if (*number < min || *number > max) {
    std::string range = "expected a whole number";
    if (min > std::numeric_limits<std::int64_t>::min()) range += " >= " + std::to_string(min);
    if (*number > max) range += " <= " + std::to_string(max);
    at.refuse(range + ", found " + std::to_string(*number));
  }
  return *number;
}

Value datum(const At& at) {
  if (at.value.as<Members>() != nullptr || at.value.as<double>() != nullptr) {
    at.refuse("expected a whole number of 64 bits, a string, true, false, null or a list of such, "
              "found " + std::string{kind_words(at.value)});
  }
  if (at.value.as<List>() != nullptr) {
    for (std::size_t i = 0; i < at.size(); ++i) (void)datum(at[i]);
  }
  return at.value;
}

}  // namespace vigil::models::detail
