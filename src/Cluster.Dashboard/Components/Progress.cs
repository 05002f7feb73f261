using Cluster.Data;

namespace Cluster.Dashboard.Components;

/// <summary>How far a job has come, as one figure from 0 to 1: map and shuffle, which handle the text, weigh more than reduce and write.</summary>
internal static class Progress
{
    public static double Of(JobStatus job) =>
        job.State == JobState.Succeeded ? 1 : job.Stages.Sum(stage => Weight(stage.Name) * Parts.Stages.Part(stage)) / Math.Max(1, job.Stages.Sum(stage => Weight(stage.Name)));

    private static double Weight(string stage) => stage switch
    {
        "map" => 6,
        "shuffle" or "reduce" => 2,
        _ => 1,
    };
}
