using Cluster.Registers;

namespace Cluster.Dashboard.Live;

/// <summary>How registers were used between two readings.</summary>
/// <param name="At">When the second reading was.</param>
/// <param name="Levels">What came between them, of each level, reads and writes.</param>
/// <param name="Seconds">How far they lie apart.</param>
public sealed record RegisterSample(DateTimeOffset At, IReadOnlyList<RegisterUse> Levels, double Seconds)
{
    public RegisterUse? Of(ConsistencyKind level, bool isRead) => Levels.FirstOrDefault(use => use.Level == level && use.IsRead == isRead);
}
