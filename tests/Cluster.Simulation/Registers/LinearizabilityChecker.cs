namespace Cluster.Simulation.Registers;

/// <summary>
/// Decides whether the history of registers is linearizable: whether its operations can be put in one order that respects real time and
/// explains every result. Registers are checked one by one, since linearizability is local (Herlihy and Wing 1990).
/// </summary>
/// <remarks>
/// <para>
/// Takes n log n steps, since every value is written once, so that what an operation found tells who wrote it (Gibbons and Korach, Testing Shared
/// Memories, 1997, section 4). A value's write and all that found it stand together in any order that explains the results, and a value that was put in
/// place of another (by a swap or a compare-and-set) follows at once: such a chain of values is a block. Each block has one possible order within. Block A
/// has to stand before B if an operation of A ended before one of B began, and there is an order of all blocks exactly if no two have to stand before each other.
/// </para>
/// <para>Of operations without an outcome those take part whose value somebody met; the others may never take effect.</para>
/// </remarks>
internal static class LinearizabilityChecker
{
    /// <summary>What can't be explained, with the operations concerned; null when every register's history is linearizable.</summary>
    /// <exception cref="ArgumentException">A value was written twice, or the one of an absent register, 0, was.</exception>
    public static string? Check(IEnumerable<RegisterEvent> history)
    {
        foreach (var register in history.GroupBy(e => e.Register, StringComparer.Ordinal))
        {
            if (CheckOne([.. register]) is var (why, concerned))
                return $"The history of {register.Key} is not linearizable: {why}:{Environment.NewLine}{string.Join(Environment.NewLine, concerned.Select(e => "  " + e))}";
        }

        return null;
    }

    private static (string Why, IEnumerable<RegisterEvent> Concerned)? CheckOne(IReadOnlyList<RegisterEvent> events)
    {
        var values = Values(events);
        foreach (var e in events)
        {
            if (e.Observed is not { } observed)
                continue;
            if (!values.TryGetValue(observed, out var found))
                return ($"nobody wrote {observed}", [e]);
            if (Replaces(e) is null)
                found.Readers.Add(e);
        }

        foreach (var value in values.Values.Where(value => value is { IsMet: true, Write: not null }))
        {
            if (Replaces(value.Write!) is not { } replaced)
                continue;
            if (!values.TryGetValue(replaced, out var before))
                return ($"nobody wrote {replaced}", [value.Write!]);
            if (before.Next is { } other)
                return ($"{replaced} was replaced twice", [other.Write!, value.Write!]);
            before.Next = value;
        }

        var blocks = new List<Block>();
        foreach (var first in values.Values.Where(value => value.IsMet && (value.Write is null || Replaces(value.Write) is null)))
        {
            var block = new Block(first);
            if (block.Misplaced is { } misplaced)
                return ("one ended before another began that has to come first", misplaced);
            blocks.Add(block);
        }

        if (blocks.Sum(block => block.Values.Count) < values.Values.Count(value => value.IsMet))
            return ("values replace each other in a circle", values.Values.Except(blocks.SelectMany(block => block.Values)).Where(value => value.IsMet).Select(value => value.Write!));
        return FirstConflict(blocks) is var (one, two) ? ("each of two values has to come before the other", one.Operations.Concat(two.Operations).OrderBy(e => e.Start)) : null;
    }

    /// <summary>All values by what they are, the absent register's among them, and which of them certainly were in the register.</summary>
    private static Dictionary<long, Value> Values(IReadOnlyList<RegisterEvent> events)
    {
        var values = new Dictionary<long, Value> { [0] = new Value(null) { IsMet = true } };
        foreach (var e in events.Where(e => e.Kind is RegisterEvent.Operation.Write or RegisterEvent.Operation.Swap || Replaces(e) is not null))
        {
            if (!values.TryAdd(e.Argument, new Value(e)))
                throw new ArgumentException($"{e.Argument} was written twice to {e.Register}; this checker knows writes by their values.");
        }

        var met = new Queue<long>(events.Select(e => e.End is not null && e.Kind == RegisterEvent.Operation.Write ? e.Argument : e.Observed).OfType<long>());
        foreach (var e in events.Where(e => e.End is not null && Replaces(e) is not null))
            met.Enqueue(e.Argument);
        while (met.TryDequeue(out var value))
        {
            if (!values.TryGetValue(value, out var known) || known.IsMet)
                continue;
            known.IsMet = true;
            if (Replaces(known.Write!) is { } replaced)
                met.Enqueue(replaced);
        }

        return values;
    }

    /// <summary>The value in whose place an operation put its own, if it took effect; null where that may be any, or it only read.</summary>
    private static long? Replaces(RegisterEvent e) => e.Kind switch
    {
        RegisterEvent.Operation.Swap => e.Observed,
        RegisterEvent.Operation.CompareAndSet when e.Observed is null || e.Observed == e.Expected => e.Expected,
        _ => null,
    };

    /// <summary>Two blocks each of which has to stand before the other, if there are such. That no longer circle needs a look follows from the block whose last start is the latest: all of a circle precede it.</summary>
    private static (Block One, Block Two)? FirstConflict(List<Block> blocks)
    {
        var byEnd = blocks.OrderBy(block => block.FirstEnd).ToArray();
        var byStart = blocks.OrderBy(block => block.LastStart).ToArray();
        Block? latest = null;
        Block? secondLatest = null;
        var ended = 0;
        foreach (var block in byStart)
        {
            // Of all that have to stand before this one, does this have to stand before the one that began last?
            for (; ended < byEnd.Length && byEnd[ended].FirstEnd < block.LastStart; ended++)
            {
                if (latest is null || byEnd[ended].LastStart > latest.LastStart)
                    (latest, secondLatest) = (byEnd[ended], latest);
                else if (secondLatest is null || byEnd[ended].LastStart > secondLatest.LastStart)
                    secondLatest = byEnd[ended];
            }

            var other = latest == block ? secondLatest : latest;
            if (other is not null && block.FirstEnd < other.LastStart)
                return (block, other);
        }

        return null;
    }

    /// <summary>A value, by whom it was written (null: the absent register's), who found it and left it there, and what took its place at once.</summary>
    private sealed class Value(RegisterEvent? write)
    {
        public RegisterEvent? Write { get; } = write;

        public List<RegisterEvent> Readers { get; } = [];

        public Value? Next { get; set; }

        public bool IsMet { get; set; }
    }

    /// <summary>Values that follow each other at once.</summary>
    private sealed class Block
    {
        public Block(Value first)
        {
            // The absent register's value was there before everything.
            if (first.Write is null)
                FirstEnd = long.MinValue;
            RegisterEvent? last = null;
            for (var value = first; value is not null; value = value.Next)
            {
                Values.Add(value);
                if (value.Write is { } write)
                    Place([write], ref last);
                Place(value.Readers, ref last);
            }
        }

        public List<Value> Values { get; } = [];

        public IEnumerable<RegisterEvent> Operations => Values.SelectMany(value => value.Write is { } write ? value.Readers.Prepend(write) : value.Readers);

        /// <summary>When the first of its operations ended.</summary>
        public long FirstEnd { get; private set; } = long.MaxValue;

        /// <summary>When the last of its operations began.</summary>
        public long LastStart { get; private set; } = long.MinValue;

        /// <summary>Two operations of which the one that has to come first began when the other had ended.</summary>
        public RegisterEvent[]? Misplaced { get; private set; }

        /// <summary>Operations of which any may come first, and all come after those that were placed before.</summary>
        private void Place(List<RegisterEvent> operations, ref RegisterEvent? last)
        {
            foreach (var operation in operations)
            {
                if (last is not null && operation.End < last.Start)
                    Misplaced ??= [last, operation];
                FirstEnd = Math.Min(FirstEnd, operation.End ?? long.MaxValue);
                LastStart = Math.Max(LastStart, operation.Start);
            }

            var latest = operations.MaxBy(operation => operation.Start);
            if (latest is not null && (last is null || latest.Start > last.Start))
                last = latest;
        }
    }
}
