namespace Cluster.Simulation.Registers;

/// <summary>
/// Decides whether the history of registers is linearizable: whether its operations can be put in one order that respects real time and
/// explains every result. Registers are checked one by one, since linearizability is local (Herlihy and Wing 1990).
/// </summary>
/// <remarks>
/// A depth-first search after Wing and Gong (1993) with Lowe's memory of configurations already met (Testing for Linearizability, 2017):
/// which operations are in the order, and the value. Three shortcuts keep it small and lose nothing: a read that fits is taken at once,
/// an operation of unknown outcome may stay out of the order for ever, and is left out from the start when nobody met its value.
/// </remarks>
internal static class LinearizabilityChecker
{
    /// <summary>The first register whose history can't be explained, with that history; null when all can.</summary>
    public static string? Check(IEnumerable<RegisterEvent> history)
    {
        foreach (var register in history.GroupBy(e => e.Register, StringComparer.Ordinal))
        {
            // What nobody met of an operation without an outcome need not be in the order: nothing that was seen rests on it, and each such operation would double the orders to be tried.
            var met = register.Select(e => e.Expected).Concat(register.Select(e => e.Observed).OfType<long>()).ToHashSet();
            var events = register.Where(e => e.End is not null || (e.Kind != RegisterEvent.Operation.Read && met.Contains(e.Argument))).OrderBy(e => e.Start).ToArray();
            if (!new Search(events).Run())
                return $"The history of {register.Key} is not linearizable:{Environment.NewLine}{string.Join(Environment.NewLine, events.Select(e => "  " + e))}";
        }

        return null;
    }

    private sealed class Search
    {
        private readonly RegisterEvent[] _events;
        private readonly ulong[] _ordered;
        private readonly HashSet<(Set Ordered, long Value)> _met = [];

        // The operations outside the order, linked in the order of their starts: _next[0] is the first's number plus one.
        private readonly int[] _next;
        private readonly int[] _previous;
        private int _completed;

        public Search(RegisterEvent[] events)
        {
            _events = events;
            _ordered = new ulong[(events.Length + 63) / 64];
            _next = [.. Enumerable.Range(1, events.Length + 2)];
            _previous = [.. Enumerable.Range(-1, events.Length + 2)];
            _completed = events.Count(e => e.End is not null);
        }

        public bool Run() => Extend(0);

        private bool Extend(long value)
        {
            if (_completed == 0)
                return true;
            if (!_met.Add((new Set([.. _ordered]), value)))
                return false;

            // Only operations that began before every completed one outside the order ended may come next.
            var limit = long.MaxValue;
            for (var at = _next[0]; at <= _events.Length && _events[at - 1].Start <= limit; at = _next[at])
            {
                if (_events[at - 1].End is { } end)
                    limit = Math.Min(limit, end);
            }

            for (var at = _next[0]; at <= _events.Length && _events[at - 1].Start <= limit; at = _next[at])
            {
                if (_events[at - 1].Apply(value) is not { } next)
                    continue;
                if (Try(at, next))
                    return true;
                if (_events[at - 1].Kind == RegisterEvent.Operation.Read)
                    return false;
            }

            return false;
        }

        private bool Try(int at, long value)
        {
            Toggle(at - 1);
            (_next[_previous[at]], _previous[_next[at]]) = (_next[at], _previous[at]);
            if (Extend(value))
                return true;
            Toggle(at - 1);
            (_next[_previous[at]], _previous[_next[at]]) = (at, at);
            return false;
        }

        private void Toggle(int index)
        {
            _ordered[index >> 6] ^= 1UL << (index & 63);
            if (_events[index].End is not null)
                _completed += (_ordered[index >> 6] & (1UL << (index & 63))) != 0 ? -1 : 1;
        }
    }

    private readonly struct Set(ulong[] bits) : IEquatable<Set>
    {
        private readonly ulong[] _bits = bits;

        public bool Equals(Set other) => _bits.AsSpan().SequenceEqual(other._bits);

        public override bool Equals(object? obj) => obj is Set other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var bits in _bits)
                hash.Add(bits);
            return hash.ToHashCode();
        }
    }
}
