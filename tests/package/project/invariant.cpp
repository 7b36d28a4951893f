// SPDX-License-Identifier: MIT
/// A test of one's own without a framework: vigil::primitives alone.
#include <checker/testing.hpp>
#include <primitives/threads.hpp>

int main() {
  namespace sync = vigil::threads;
  const vigil::Report report = sync::outcomes([] {
    sync::atomic<int> turns{0, "turns"};
    sync::thread other([&] { ++turns; });
    vigil::outcome("seen", turns.load());
    other.join();
  });
  return report == vigil::Outcomes{"done seen=0", "done seen=1"} ? 0 : 1;
}
