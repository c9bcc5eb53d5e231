// A contact is hot if the 24 hours that end with it hold too many; a burst is the contacts of the windows of hot contacts,
// as far as these overlap.
#include "conduct/episodes.h"

#include "conduct/check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace kinsafe {
namespace {

constexpr size_t longest_curve = 24 * 60; // hours; of a burst of months the rest is in its counts

Burst burst_of(std::span<const BurstContact> contacts, size_t first, size_t last) {
  Burst burst{.first = first, .last = last, .people = 0, .calls = 0, .texts = 0, .to_borrower = 0, .to_others = 0, .collectors = {}, .curve = {}};
  std::set<u32> people, collectors;
  for (size_t i = first; i <= last; ++i) {
    const BurstContact &contact = contacts[i];
    people.insert(contact.person);
    if (contact.collector != 0) collectors.insert(contact.collector);
    ++(contact.is_text ? burst.texts : burst.calls);
    ++(contact.person == 0 ? burst.to_borrower : burst.to_others);
    const size_t hour = static_cast<size_t>((contact.time - contacts[first].time) / 3600);
    if (hour >= longest_curve) continue;
    if (burst.curve.size() <= hour) burst.curve.resize(hour + 1);
    ++burst.curve[hour];
  }
  burst.people = static_cast<u32>(people.size());
  burst.collectors.assign(collectors.begin(), collectors.end());
  return burst;
}

} // namespace

std::vector<Burst> find_bursts(std::span<const BurstContact> contacts) {
  std::vector<Burst> bursts;
  std::unordered_map<u32, u32> in_window; // contacts by person
  size_t others = 0, begin = 0;
  std::optional<std::pair<size_t, size_t>> open;
  const auto close = [&] {
    if (open) bursts.push_back(burst_of(contacts, open->first, open->second));
    open.reset();
  };
  for (size_t i = 0; i < contacts.size(); ++i) {
    if (++in_window[contacts[i].person] == 1 && contacts[i].person != 0) ++others;
    while (contacts[begin].time <= contacts[i].time - episode_hours * 3600) {
      const auto left = in_window.find(contacts[begin].person);
      if (--left->second == 0) {
        others -= left->first != 0;
        in_window.erase(left);
      }
      ++begin;
    }
    if (others < episode_people && i - begin + 1 < episode_contacts && in_window[contacts[i].person] < episode_contacts_of_one) continue;
    if (open && begin > open->second + 1) close();
    if (!open) open = {begin, i};
    open->second = i;
  }
  close();
  return bursts;
}

std::vector<Rotation> find_rotations(std::span<const BurstContact> contacts) {
  std::unordered_map<u32, std::vector<size_t>> calls; // by person, from a number that is known
  for (size_t i = 0; i < contacts.size(); ++i)
    if (!contacts[i].is_text && contacts[i].ours != 0) calls[contacts[i].person].push_back(i);
  std::vector<Rotation> rotations;
  for (const auto &[person, own] : calls) {
    std::unordered_map<u32, u32> in_window; // calls by number
    std::optional<Rotation> open;
    for (size_t i = 0, begin = 0; i < own.size(); ++i) {
      ++in_window[contacts[own[i]].ours];
      for (; contacts[own[begin]].time <= contacts[own[i]].time - episode_hours * 3600; ++begin)
        if (const auto left = in_window.find(contacts[own[begin]].ours); --left->second == 0) in_window.erase(left);
      if (in_window.size() < rotating_numbers) {
        if (open) rotations.push_back(*std::exchange(open, std::nullopt));
        continue;
      }
      if (!open) open = {own[begin], own[i], 0};
      open->last = own[i], open->numbers = std::max(open->numbers, static_cast<u32>(in_window.size()));
    }
    if (open) rotations.push_back(*open);
  }
  std::ranges::sort(rotations, {}, &Rotation::first);
  return rotations;
}

} // namespace kinsafe
