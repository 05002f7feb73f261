using Cluster.Silo.Sagas.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Sagas;

/// <summary>A saga of a random shape.</summary>
internal sealed class SimulatedSaga
{
    private readonly HashSet<int> _cannotUndo = [];

    public SimulatedSaga(int number, SeededRandom random)
    {
        Number = number;
        var steps = new List<PlannedStep>();
        var stages = 1 + random.Next(4);
        var pivot = random.Chance(0.4) ? random.Next(stages + 1) : -1;
        var stage = 0;
        var pointOfNoReturn = int.MaxValue;
        for (var i = 0; i <= stages; i++)
        {
            if (i == pivot)
            {
                steps.Add(new PlannedStep($"s{steps.Count}", stage++, CanCompensate: false, IsPivot: true));
                pointOfNoReturn = stage;
            }

            if (i == stages)
                break;
            var width = random.Chance(0.4) ? 2 + random.Next(2) : 1;
            for (var parallel = 0; parallel < width; parallel++)
                steps.Add(new PlannedStep($"s{steps.Count}", stage, CanCompensate: stage < pointOfNoReturn));
            stage++;
        }

        Plan = new SagaPlan(steps, Math.Min(pointOfNoReturn, stage));
        for (var step = 0; step < steps.Count; step++)
        {
            if (random.Chance(0.03))
                _cannotUndo.Add(step);
        }
    }

    public int Number { get; }

    public SagaPlan Plan { get; }

    /// <summary>What operators have skipped, forward or backward.</summary>
    public HashSet<int> Skipped { get; } = [];

    public bool CannotUndo(int step) => _cannotUndo.Contains(step);

    /// <summary>Every third step sends a message.</summary>
    public static bool Sends(int step) => step % 3 == 0;
}
