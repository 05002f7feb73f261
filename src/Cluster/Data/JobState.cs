namespace Cluster.Data;

/// <summary>Where a job stands. The last three are final.</summary>
public enum JobState
{
    /// <summary>Accepted and durable; its inputs are being listed and split.</summary>
    Planning,

    /// <summary>Map, shuffle, reduce or write is under way.</summary>
    Running,

    /// <summary>Done: the result is complete and, when asked for, its file stands under its name.</summary>
    Succeeded,

    /// <summary>Ended without a result; <see cref="JobStatus.Error"/> says why. No file was left under the output's name.</summary>
    Failed,

    /// <summary>Ended by request without a result.</summary>
    Cancelled,
}
