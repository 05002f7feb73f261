using System.Globalization;
using CsCheck;

namespace Cluster.Contracts.Interleaving;

/// <summary>Runs strands one step at a time, in an order that is chosen at random and can be chosen again.</summary>
internal static class Schedule
{
    private const int StepsToTheEnd = 100_000;

    /// <summary>How many schedules to try: so many, or as many times that as CLUSTER_LOCK_SCHEDULES says.</summary>
    public static int Times(int usual) =>
        Environment.GetEnvironmentVariable("CLUSTER_LOCK_SCHEDULES") is { Length: > 0 } times ? usual * int.Parse(times, CultureInfo.InvariantCulture) : usual;

    /// <summary>Which strand goes on, what becomes of it, and a number for what is up to chance in its step.</summary>
    public static Gen<(int Strand, int Fate, int Dice)[]> Any { get; } = Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 99], Gen.Int[0, 99]).Array[0, 150];

    /// <summary>
    /// Whether one of so many schedules breaks a model with a planted fault. It ends with the first that does: nobody needs the shortest of them.
    /// </summary>
    /// <param name="schedules">How many there are to try.</param>
    /// <param name="run">Runs the model by a schedule.</param>
    /// <param name="near">The first that is tried, where the fault was found before; those before it come last.</param>
    public static bool FindsTheFault(int schedules, Action<(int Strand, int Fate, int Dice)[]> run, int near = 0)
    {
        return Numbered(schedules).Skip(near).Any(Breaks) || Numbered(near).Any(Breaks);

        bool Breaks((int Number, (int Strand, int Fate, int Dice)[] Choices) schedule)
        {
            try
            {
                run(schedule.Choices);
                return false;
            }
            catch (InvalidOperationException)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"Schedule {schedule.Number} shows the fault.");
                return true;
            }
        }
    }

    /// <summary>
    /// Runs the strands by the schedule, and after its end in turn until all have ended; a strand that never ends fails the run.
    /// </summary>
    /// <param name="choices">The schedule.</param>
    /// <param name="killsPerHundred">In how many of a hundred steps the strand is killed instead. One strand is always left.</param>
    /// <param name="check">Called after each step; throws when something is wrong.</param>
    /// <param name="strands">The strands.</param>
    public static void Run((int Strand, int Fate, int Dice)[] choices, int killsPerHundred, Action<int> check, params Strand[] strands)
    {
        try
        {
            foreach (var (which, fate, dice) in choices)
            {
                var running = strands.Where(strand => !strand.HasEnded).ToList();
                if (running.Count == 0)
                    return;
                var strand = running[which % running.Count];
                if (fate < killsPerHundred && running.Count > 1)
                    strand.Kill();
                else
                    strand.GoOn(dice);
                check(fate);
                ThrowIfFailed(strands);
            }

            for (var step = 0; strands.Any(strand => !strand.HasEnded); step++)
            {
                if (step > StepsToTheEnd)
                    throw new InvalidOperationException("It never ends: somebody waits for what does not come.");
                foreach (var strand in strands.Where(strand => !strand.HasEnded))
                {
                    strand.GoOn(99);
                    check(99);
                }

                ThrowIfFailed(strands);
            }
        }
        finally
        {
            foreach (var strand in strands)
                strand.Kill();
        }
    }

    private static IEnumerable<(int Number, (int Strand, int Fate, int Dice)[] Choices)> Numbered(int count)
    {
        var random = new PCG(stream: 1, seed: 2);
        for (var number = 0; number < count; number++)
            yield return (number, Any.Generate(random, null, out _));
    }

    private static void ThrowIfFailed(Strand[] strands)
    {
        if (strands.FirstOrDefault(strand => strand.Failure is not null)?.Failure is { } failure)
            throw new InvalidOperationException("A strand failed.", failure);
    }
}
