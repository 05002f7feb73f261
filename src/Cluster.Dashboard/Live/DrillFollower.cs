using Cluster.Registers;

namespace Cluster.Dashboard.Live;

/// <summary>Puts together what is told of a drill piece by piece. For one reader at a time.</summary>
internal sealed class DrillFollower
{
    private readonly List<PartitionSample> _samples = [];
    private PartitionDrill? _drill;

    /// <summary>Asks for what is not known yet.</summary>
    public async Task<PartitionDrill?> ReadAsync(ClusterRegisters registers, CancellationToken cancellationToken)
    {
        var told = await registers.PartitionDrillAsync(_samples.Count, cancellationToken);
        if (told is not null && _drill is not null && told.StartedAt != _drill.StartedAt)
        {
            // Another drill: what was left out belongs to it.
            _samples.Clear();
            told = await registers.PartitionDrillAsync(0, cancellationToken);
        }

        if (told is null)
        {
            _samples.Clear();
            return _drill = null;
        }

        if (told.Samples.Count > 0 || _drill is null || told.Phase != _drill.Phase || told.Phase != PartitionPhase.Ended)
        {
            _samples.AddRange(told.Samples);
            _drill = told with { Samples = [.. _samples] };
        }

        return _drill;
    }
}
