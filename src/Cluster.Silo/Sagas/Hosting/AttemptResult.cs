namespace Cluster.Silo.Sagas.Hosting;

/// <summary>How an attempt ended.</summary>
internal enum AttemptResult
{
    /// <summary>It succeeded, and the driver was told.</summary>
    Done,

    /// <summary>The participant refused, and that is believed.</summary>
    Refused,

    /// <summary>It may have happened.</summary>
    Unknown,

    /// <summary>Nobody waits for it any more.</summary>
    Withdrawn,
}
