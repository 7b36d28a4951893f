// SPDX-License-Identifier: MIT
#include "primitives/asyncio/errors.hpp"

#include <utility>

namespace vigil::asyncio {

BaseException::BaseException(std::string type, std::string text)
    : type_(std::move(type)),
      text_(std::move(text)),
      description_(text_.empty() ? type_ : type_ + ": " + text_) {}

namespace {

[[nodiscard]] std::string group_text(std::string_view message, std::size_t count) {
  return std::string{message} + " (" + std::to_string(count) + " sub-exception" +
         (count == 1 ? ")" : "s)");
}

}  // namespace

ExceptionGroup::ExceptionGroup(std::string_view message, std::vector<std::exception_ptr> exceptions)
    : Exception("ExceptionGroup", group_text(message, exceptions.size())),
      exceptions_(std::move(exceptions)) {}

std::string describe(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const BaseException& known) {
    return known.description();
  } catch (const std::exception& known) {
    return known.what();
  } catch (const std::string& text) {
    return text;
  } catch (const char* text) {
    return text;
  } catch (...) {
    return "an exception of unknown type";
  }
}

}  // namespace vigil::asyncio
