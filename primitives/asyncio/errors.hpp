// SPDX-License-Identifier: MIT
#pragma once

/// The exceptions of the asyncio dialect, with CPython's names, texts and hierarchy:
///
///     BaseException
///       CancelledError                   not an Exception: `except Exception` does not see it
///       Exception                        also a std::exception
///         RuntimeError > BrokenBarrierError
///         ValueError, AssertionError, InvalidStateError, TimeoutError
///         QueueEmpty, QueueFull, QueueShutDown, ExceptionGroup
///
/// `catch (const Exception&)` and `catch (const std::exception&)` are Python's `except Exception`,
/// `catch (const BaseException&)` its `except BaseException`. `what()` gives what program files and
/// traces print: "Type: text", or "Type" when there is no text.

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace vigil::asyncio {

class BaseException {
 public:
  BaseException(std::string type, std::string text);
  virtual ~BaseException() = default;

  /// The name of the Python class, "RuntimeError".
  [[nodiscard]] const std::string& type() const { return type_; }
  /// What Python's str() gives; may be empty.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// "Type: text", or "Type".
  [[nodiscard]] const std::string& description() const { return description_; }

 private:
  std::string type_;
  std::string text_;
  std::string description_;
};

/// Raised in a task at the suspension at which it was cancelled.
class CancelledError : public BaseException {
 public:
  explicit CancelledError(std::string text = {})
      : BaseException("CancelledError", std::move(text)) {}
};

class Exception : public BaseException, public std::exception {
 public:
  explicit Exception(std::string text = {}) : Exception("Exception", std::move(text)) {}
  Exception(std::string type, std::string text) : BaseException(std::move(type), std::move(text)) {}
  [[nodiscard]] const char* what() const noexcept override { return description().c_str(); }
};

class RuntimeError : public Exception {
 public:
  explicit RuntimeError(std::string text) : Exception("RuntimeError", std::move(text)) {}

 protected:
  RuntimeError(std::string type, std::string text) : Exception(std::move(type), std::move(text)) {}
};

class BrokenBarrierError : public RuntimeError {
 public:
  explicit BrokenBarrierError(std::string text)
      : RuntimeError("BrokenBarrierError", std::move(text)) {}
};

class ValueError : public Exception {
 public:
  explicit ValueError(std::string text) : Exception("ValueError", std::move(text)) {}
};

class AssertionError : public Exception {
 public:
  explicit AssertionError(std::string text) : Exception("AssertionError", std::move(text)) {}
};

class InvalidStateError : public Exception {
 public:
  explicit InvalidStateError(std::string text) : Exception("InvalidStateError", std::move(text)) {}
};

class TimeoutError : public Exception {
 public:
  TimeoutError() : Exception("TimeoutError", {}) {}
};

class QueueEmpty : public Exception {
 public:
  QueueEmpty() : Exception("QueueEmpty", {}) {}
};

class QueueFull : public Exception {
 public:
  QueueFull() : Exception("QueueFull", {}) {}
};

class QueueShutDown : public Exception {
 public:
  QueueShutDown() : Exception("QueueShutDown", {}) {}
};

/// What a task group raises: everything that its tasks raised.
class ExceptionGroup : public Exception {
 public:
  ExceptionGroup(std::string_view message, std::vector<std::exception_ptr> exceptions);
  [[nodiscard]] const std::vector<std::exception_ptr>& exceptions() const { return exceptions_; }

 private:
  std::vector<std::exception_ptr> exceptions_;
};

/// "Type: text" of any exception; std::exceptions show their what().
[[nodiscard]] std::string describe(const std::exception_ptr& error);

}  // namespace vigil::asyncio
