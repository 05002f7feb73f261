namespace Cluster.Faults;

/// <summary>
/// How much the fault tests do. A plain test run strikes once where it could strike three times, and tries one of two stores; <c>CLUSTER_FAULTS=full</c>, as <c>.ci/run</c> has it, kills every silo in
/// turn and tries both. What lasts for a time has a variable of its own beside.
/// </summary>
internal static class FullSize
{
    private const string Variable = "CLUSTER_FAULTS";

    public static bool IsWanted => Environment.GetEnvironmentVariable(Variable) == "full";

    /// <summary>The first of these in a plain run, all of them at full size.</summary>
    public static IEnumerable<T> OneOrAll<T>(IEnumerable<T> all) => IsWanted ? all : all.Take(1);

    /// <summary>Skips what a plain run leaves out.</summary>
    public static void SkipUnlessWanted(string why) => Assert.SkipUnless(IsWanted, $"{why} {Variable}=full runs it, as continuous integration does.");
}
