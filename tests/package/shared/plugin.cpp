// SPDX-License-Identifier: MIT
/// A shared object that has all of Vigil inside and exports this one function. It returns how many
/// of three programs were not judged as they should be; each judgement needs types of exceptions
/// that the libraries and this file share.
#include <checker/testing.hpp>
#include <primitives/asyncio.hpp>
#include <primitives/threads.hpp>

#include <chrono>
#include <stdexcept>

namespace {

namespace aio = vigil::asyncio;

void late() {
  aio::Event never{"never"};
  try {
    aio::wait_for([&] { never.wait(); }, std::chrono::seconds{1});
  } catch (const aio::TimeoutError&) {
    vigil::outcome("timed_out", 1);
  }
}

void unlocked() {
  aio::Lock lock{"lock"};
  try {
    lock.release();
  } catch (const std::exception&) {
    vigil::outcome("refused", 1);
  }
}

void throws() {
  vigil::threads::thread other([] { throw std::out_of_range("too far"); });
  other.join();
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int plugin_misjudged() {
  int count = 0;
  if (!(aio::outcomes(late) == vigil::Outcomes{"done timed_out=1"})) ++count;
  if (!(aio::outcomes(unlocked) == vigil::Outcomes{"done refused=1"})) ++count;
  if (!vigil::fails_sometimes(vigil::threads::outcomes(throws), vigil::Property::uncaught)) ++count;
  return count;
}
