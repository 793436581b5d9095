/// A binary heap that hands out its smallest number first.
///
/// Both operations take O(log n).
struct MinimumHeap {
    private var items: [UInt64] = []

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
    }

    mutating func push(_ item: UInt64) {
        items.append(item)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child] < items[parent] else { return }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popMinimum() -> UInt64? {
        guard let last = items.popLast() else { return nil }
        guard let minimum = items.first else { return last }
        items[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < items.count else { return minimum }
            if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
            guard items[child] < items[parent] else { return minimum }
            items.swapAt(child, parent)
            parent = child
        }
    }
}
