using Cluster.Dashboard.Live;

namespace Cluster.Dashboard.Components;

/// <summary>
/// Where the parties of a wait-for graph stand: who waits for nobody in the column at the right, who waits for those in the next to its left,
/// and so on.
/// </summary>
internal sealed class WaitForLayout
{
    public const int NodeWidth = 168;
    public const int NodeHeight = 36;
    private const int ColumnWidth = 320;
    private const int RowHeight = 64;
    private const int Margin = 12;
    private const int Headroom = 28;

    private readonly Dictionary<WaitForGraph.Party, (double X, double Y)> _places = [];

    public WaitForLayout(WaitForGraph graph)
    {
        var columns = Depths(graph);
        var deepest = columns.Count == 0 ? 0 : columns.Values.Max();
        var tallest = columns.Count == 0 ? 0 : columns.GroupBy(c => c.Value).Max(c => c.Count());
        Width = (deepest * ColumnWidth) + NodeWidth + (2 * Margin);
        Height = (tallest * RowHeight) + Headroom + Margin;
        foreach (var column in columns.GroupBy(c => c.Value).OrderBy(c => c.Key))
        {
            // Near those they wait for, so that lines cross less.
            var members = column.Select(c => c.Key).OrderBy(c => Pull(graph, c)).ThenBy(c => c.Label, StringComparer.Ordinal).ToList();
            var top = Headroom + ((tallest - members.Count) * RowHeight / 2.0);
            for (var i = 0; i < members.Count; i++)
            {
                _places[members[i]] = (Margin + ((deepest - column.Key) * ColumnWidth), top + (i * RowHeight) + ((RowHeight - NodeHeight) / 2.0));
            }
        }
    }

    public double Width { get; }

    public double Height { get; }

    /// <summary>The upper left corner of a party.</summary>
    public (double X, double Y) this[WaitForGraph.Party party] => _places[party];

    /// <summary>The line of a wait, from the waiter to the holder, and where its name stands.</summary>
    public (string Path, double LabelX, double LabelY) Line(WaitForGraph.Wait wait, int among, int count)
    {
        var (fromX, fromY) = this[wait.Waiter];
        var (toX, toY) = this[wait.Holder];
        var spread = (among - ((count - 1) / 2.0)) * 18;
        if (wait.Waiter == wait.Holder)
        {
            var x = fromX + (NodeWidth / 2.0);
            return (Invariant($"M{x - 30:0.#} {fromY:0.#} C{x - 40:0.#} {fromY - 26:0.#} {x + 40:0.#} {fromY - 26:0.#} {x + 30:0.#} {fromY:0.#}"), x, fromY - 20);
        }

        if (fromX < toX)
        {
            var (x1, y1, x2, y2) = (fromX + NodeWidth, fromY + (NodeHeight / 2.0), toX, toY + (NodeHeight / 2.0));
            var bend = (x2 - x1) / 2;
            return (
                Invariant($"M{x1:0.#} {y1:0.#} C{x1 + bend:0.#} {y1 + spread:0.#} {x2 - bend:0.#} {y2 + spread:0.#} {x2 - 3:0.#} {y2:0.#}"),
                (x1 + x2) / 2,
                ((y1 + y2) / 2) + (spread * .75));
        }

        if (fromX > toX)
        {
            // Closes a circle: a little lower than the line in the other direction.
            var (x1, y1, x2, y2) = (fromX, fromY + (NodeHeight * .8), toX + NodeWidth, toY + (NodeHeight * .8));
            var bend = (x1 - x2) / 2;
            return (
                Invariant($"M{x1:0.#} {y1:0.#} C{x1 - bend:0.#} {y1 + spread + 14:0.#} {x2 + bend:0.#} {y2 + spread + 14:0.#} {x2 + 3:0.#} {y2:0.#}"),
                (x1 + x2) / 2,
                ((y1 + y2) / 2) + 3 + (spread * .75));
        }

        var side = fromX + NodeWidth;
        return (
            Invariant($"M{side:0.#} {fromY + (NodeHeight / 2.0):0.#} C{side + 60 + spread:0.#} {fromY:0.#} {side + 60 + spread:0.#} {toY:0.#} {side + 3:0.#} {toY + (NodeHeight / 2.0):0.#}"),
            side + 48 + spread,
            ((fromY + toY) / 2) + (NodeHeight / 2.0));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>How many steps each party waits from one that waits for nobody; a step that closes a circle does not count.</summary>
    private static Dictionary<WaitForGraph.Party, int> Depths(WaitForGraph graph)
    {
        var next = graph.Waits.ToLookup(w => w.Waiter, w => w.Holder);
        var depths = new Dictionary<WaitForGraph.Party, int>();
        var path = new HashSet<WaitForGraph.Party>();
        foreach (var party in graph.Parties)
        {
            Visit(party);
        }

        return depths;

        int Visit(WaitForGraph.Party party)
        {
            if (depths.TryGetValue(party, out var known))
            {
                return known;
            }

            path.Add(party);
            var depth = next[party].Where(holder => !path.Contains(holder)).Select(holder => Visit(holder) + 1).DefaultIfEmpty(0).Max();
            path.Remove(party);
            return depths[party] = depth;
        }
    }

    private double Pull(WaitForGraph graph, WaitForGraph.Party party) =>
        graph.Waits.Where(w => w.Waiter == party && _places.ContainsKey(w.Holder)).Select(w => _places[w.Holder].Y).DefaultIfEmpty(0).Average();
}
